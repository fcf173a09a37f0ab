"""The models of the APIs that make, find and save variables take their arguments as TensorFlow does, on every stack that has them.

TensorFlow 2 is asked when the tests run; what 1.15 says stands in signatures_tf115.json, which tools/record_signatures.py writes.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from inspect import Parameter
from pathlib import Path

import pytest
from ckptlens.tf_api import load_models
from ckptlens.tf_api.registry import MODELS, signature

load_models()
PRINTER = Path(__file__).with_name("signatures.py")
RECORDED = Path(__file__).with_name("signatures_tf115.json")
POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
EXCEPTIONS = {
    ("CKPTLENS_TF221", "tf.compat.v1.train.AdamOptimizer"): "use_own_namescope_for_non_slot_vars is not modelled: a call with it is a gap",
    ("CKPTLENS_TF221", "tf.compat.v1.train.Optimizer"): "use_own_namescope_for_non_slot_vars is not modelled: a call with it is a gap",
}
"""Where a model differs from TensorFlow on purpose, and why."""

EXCEPTIONS_1_15 = {"tf.function": "experimental_follow_type_hints and what came after stand behind the arguments that make names"}
"""The same on 1.15."""

PRIVATE = (
    "tf.nest.is_sequence",
    "tf.contrib.layers.utils.",
    "tf.contrib.layers._inner_flatten",
    "tf.contrib.layers.pool",
    "tf.contrib.framework.arg_scope_func_key",
)
"""Names of TensorFlow's private modules, which programs import by their path."""

Listed = list[list[str]] | str
"""The parameters of an API (name, kind, default), or why it has none: it is absent."""


def is_exact(name: str) -> bool:
    """Whether the model names each positional parameter; models of plain operations and of what changes nothing do not."""
    parameters = list(signature(name).parameters.values())[1:]
    of_operation = ".ops." in MODELS[name].__module__
    return name.startswith("tf.") and not of_operation and not any(p.kind is Parameter.VAR_POSITIONAL for p in parameters)


NAMES = [n for n in sorted(MODELS) if is_exact(n) and not n.startswith("tf.python.") and not n.rpartition(".")[2].startswith("_")]
"""All models but those of functions that only private modules have."""


@cache
def installed(variable: str) -> dict[str, Listed]:
    python = os.environ.get(variable)
    if not python:
        pytest.fail(f"{variable} is not set: let it name the Python of an environment with TensorFlow 2, or deselect -m tensorflow")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    given = json.dumps([*NAMES, *map(old_form, NAMES)])
    done = subprocess.run(
        [python, "-I", str(PRINTER)], input=given, env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    return json.loads(done.stdout)


@cache
def recorded() -> dict[str, Listed]:
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def old_form(name: str) -> str:
    return name if name.startswith("tf.compat.") else "tf.compat.v1." + name.removeprefix("tf.")


def found(listed: dict[str, Listed], name: str) -> Listed:
    """What TensorFlow says; a name that is public in the old form only stands for that one."""
    own = listed.get(name, "not recorded")
    return listed.get(old_form(name), own) if isinstance(own, str) else own


def difference(name: str, theirs: list[list[str]]) -> str:
    """How a model differs in the names and order of its positional parameters and in plain defaults; empty when it does not."""
    listed = list(signature(name).parameters.values())[1:]
    names = [parameter for parameter, kind, _ in theirs if kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
    ours = [p.name for p in listed if p.kind in POSITIONAL]
    if ours[: len(names)] != names:
        return f"parameters {ours}, not {names}"
    plain = {parameter: default for parameter, _, default in theirs if default in ("None", "True", "False") or _is_number(default)}
    defaults = {p.name: repr(p.default) for p in listed if p.default is not Parameter.empty}
    wrong = {p: (defaults[p], default) for p, default in plain.items() if p in defaults and defaults[p] != default}
    return f"defaults (ours, theirs) {wrong}" if wrong else ""


def _is_number(text: str | None) -> bool:
    return text is not None and text.replace(".", "", 1).replace("e-", "", 1).isdigit()


@pytest.mark.tensorflow
@pytest.mark.parametrize("variable", ["CKPTLENS_TF215", "CKPTLENS_TF221"])
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("tf.contrib.")])
def test_a_model_takes_what_its_api_takes(variable, name):
    theirs = found(installed(variable), name)
    if isinstance(theirs, str) or (variable, name) in EXCEPTIONS:
        return  # test_every_model_stands_for_an_api_of_some_stack
    assert difference(name, theirs) == ""


def differs_on_1_15(name: str) -> str:
    """How a model differs from what 1.15 says. There ``tf.x`` is looked up as ``tf.compat.v1.x`` first."""
    theirs = recorded().get(name, "not recorded")
    shadowed = old_form(name) != name and old_form(name) in MODELS
    return "" if isinstance(theirs, str) or shadowed or name in EXCEPTIONS_1_15 else difference(name, theirs)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_takes_what_its_api_takes_on_1_15(name):
    assert differs_on_1_15(name) == ""


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(PRIVATE)])
def test_every_model_stands_for_an_api_of_some_stack(name):
    everywhere = [found(recorded(), name), *(found(installed(variable), name) for variable in ("CKPTLENS_TF215", "CKPTLENS_TF221"))]
    assert any(not isinstance(listed, str) for listed in everywhere), everywhere


@pytest.mark.tensorflow
def test_the_record_of_1_15_holds_every_model():
    missing = set(NAMES) - set(recorded())
    assert not missing, "run tools/record_signatures.py with the Python of TensorFlow 1.15"


def test_the_models_that_matter_most_are_checked():
    assert {"tf.compat.v1.get_variable", "tf.Variable", "tf.compat.v1.variable_scope", "tf.compat.v1.train.Saver"} <= set(NAMES)
