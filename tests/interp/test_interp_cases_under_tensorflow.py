"""Real TensorFlow writes the keys that the cases of the interpreter say."""

from __future__ import annotations

import json

import pytest
from ckptlens.stacks import Stack
from rules.real_tensorflow import outcomes

from interp.cases import CASES, Case, analysed, key_line
from interp.patterns import saved_keys

# Written before a program: its other files. After it: the keys of the file, sorted.
FILES = """
import os, sys
sys.path.insert(0, os.getcwd())
for name, text in {files}:
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "w").write(text)
"""
KEYS = """
import tensorflow
reader = tensorflow.train.load_checkpoint("./m")
shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
print(__import__("json").dumps([[key, shapes[key], dtypes[key].name] for key in sorted(shapes)]))
"""


def running(case: Case, call: str | None) -> str:
    files = case.program(call)
    others = {name: text for name, text in files.items() if name != "main.py"}
    return FILES.format(files=list(others.items())) + files["main.py"] + KEYS


RUNS = [(case, call) for case in CASES for call in (case.filled or ((None,) if case.runs_by_itself else ()))]
FILLED = [pytest.param(case, call, id=f"{case.id}: {call}") for case, call in RUNS if call and not case.known_wrong]
PROGRAMS = {f"{case.id} {call}": running(case, call) for case, call in RUNS}


def written(case: Case, call: str | None) -> list[str]:
    """The keys that TensorFlow writes, as lines."""
    outcome = outcomes(Stack.TF215_KERAS2, PROGRAMS)[f"{case.id} {call}"]
    if outcome.raises:
        return [f"raises {outcome.raises}"]
    return [key_line(text, tuple(shape), dtype) for text, shape, dtype in json.loads(outcome.last_line or "[]")]


@pytest.mark.tensorflow
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if case.runs_by_itself])
def test_a_program_writes_the_keys_of_its_case(case: Case):
    expected = [line for line in case.expected.splitlines() if not line.startswith("save ")]
    assert written(case, None) == expected


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    ("case", "call"), [pytest.param(*run, id=f"{run[0].id}: {run[1]}") for run in RUNS if run[1] and not run[0].known_wrong]
)
def test_a_filled_program_writes_the_keys_predicted_for_it(case: Case, call: str):
    predicted = [key_line(str(key.text), key.shape, key.dtype) for key in saved_keys(analysed(case.program(call)))]
    assert written(case, call) == predicted
