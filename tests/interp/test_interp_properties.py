"""Interpretation never raises, its facts have places, and the same input gives the same output."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

from ckptlens.ide.analysis import Options, analyse
from ckptlens.interp.limits import Cancelled
from ckptlens.predict.keys import SaveEvent
from ckptlens.program.sources import MemorySources
from ckptlens.stacks import Stack
from hypothesis import given, settings
from hypothesis import strategies as st

from interp.mutations import PROGRAMS, mutated

CHECKS = 60
"""The caller cancels after so many checks (each 512 steps): mutations can make loops that never end."""


def analysed(text: str, stack: Stack):
    turns = count()

    def check():
        if next(turns) > CHECKS:
            raise Cancelled

    try:
        return analyse(MemorySources({"main.py": text}), "main.py", Options(stack), check)
    except Cancelled:
        return None


def locations(analysis):
    prediction = analysis.prediction
    yield from (gap.location for gap in prediction.gaps)
    yield from (variable.location for trace in analysis.traces for variable in trace.variables)
    yield from (trace.raised.location for trace in analysis.traces if trace.raised is not None)
    yield from (finding.location for finding in analysis.findings)
    for event in prediction.events:
        yield event.location
        if isinstance(event, SaveEvent):
            yield from (key.location for key in event.keys.keys if key.location is not None)


@settings(max_examples=250)
@given(st.integers(0, len(PROGRAMS) - 1), st.sampled_from(Stack), st.data())
def test_a_mutated_program_is_analysed_and_every_fact_has_its_place(number, stack, data):
    text = mutated(PROGRAMS[number], data)
    analysis = analysed(text, stack)
    if analysis is not None:
        assert {location.path for location in locations(analysis)} <= {"main.py"}
        assert all(location.span.end <= len(text) for location in locations(analysis))


@settings(max_examples=40)
@given(st.integers(0, len(PROGRAMS) - 1), st.sampled_from(Stack), st.data())
def test_the_same_program_gives_the_same_analysis(number, stack, data):
    text = mutated(PROGRAMS[number], data)
    first, second = analysed(text, stack), analysed(text, stack)
    assert (first and (first.prediction, first.findings)) == (second and (second.prediction, second.findings))


EXPRESSIONS = """
1
-1
2.5
'a'
b'a'
None
...
[1, 'a']
(1,)
{}
{'a': 1}
{1, 2}
range(3)
len
tf
tf.float32
f
C
C()
x
lambda a: a
unknown
tf.get_variable('v', [2])
tf.train.Saver
slice(1)
iter([])
(i for i in 'ab')
""".strip().splitlines()

USES = """
{0} + {1}
{0} % {1}
{0} * {1}
{0} < {1}
{0} in {1}
{0}[{1}]
{0}({1})
{0}(*{1})
{0}(**{1})
getattr({0}, {1})
'%s' % {0}
'{{:{{}}}}'.format({0}, {1})
f'{{{0}}}'
[*{0}, *{1}]
{{**{0}, {1}: 1}}
isinstance({0}, {1})
not {0}
{0}.name
{0}.shape[0]
sorted({0})
zip({0}, {1})
sum({0})
min({0}, {1})
int({0})
str({0}).join({1})
dict({0})
list({0})
max({0})
super({0}, {1})
type({0})
setattr({0}, {1}, 1)
tf.get_variable({0}, {1})
tf.Variable({0}, name={1})
tf.variable_scope({0}, {1})
tf.train.Saver({0})
tf.train.Checkpoint({1}, a={0})
tf.reshape({0}, {1})
tf.layers.dense({0}, {1})
tf.train.AdamOptimizer({0}).minimize({1})
tf.global_variables({0})
divmod({0}, {1})
{0} ** {1}
{0} << {1}
enumerate({0}, {1})
round({0}, {1})
next({0}, {1})
map({0}, {1})
hasattr({0}, {1})
{0}.get({1})
{0}.append({1})
{0}.format({1})
range({0}, {1})
tf.concat([{0}], {1})
tf.matmul({0}, {1})
tf.placeholder({0}, {1})
""".strip().splitlines()

FRAMES = [
    "y = {}\n",
    "for y in {}:\n    tf.get_variable(y, [1])\n",
    "with {} as y:\n    tf.Variable(y)\n",
    "a, *b = {}\n",
    "raise {}\n",
    "if {}:\n    tf.get_variable('w', [1])\n",
    "x[0] = {}\nx.y = x\n",
    "class D({}):\n    pass\nD()\n",
    "@{}\ndef g(): pass\ng()\n",
    "match {}:\n    case [a, *b]: pass\n    case {{'a': c}}: pass\n    case C(d): pass\n",
    "try:\n    {}\nexcept Exception as e:\n    str(e)\n",
    "del x[{}]\n",
    "x += {}\n",
    "assert {}\n",
]

PROLOGUE = """import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
def f(x, n=1):
    {}tf.train.Saver().save(None, 'm')
class C:
    def __getattr__(self, n): return n
x = [1, 2]
"""


@settings(max_examples=400)
@given(st.sampled_from(USES), st.sampled_from(EXPRESSIONS), st.sampled_from(EXPRESSIONS), st.sampled_from(FRAMES), st.booleans())
def test_any_use_of_any_value_is_analysed(use, first, second, frame, inside):
    line = frame.format(use.format(first, second))
    body = line.replace("\n", "\n    ") if inside else ""
    analysed(PROLOGUE.format(body) + ("" if inside else line), Stack.TF215_KERAS2)


SHOWING = """
import sys
sys.path.insert(0, sys.argv[1])
from interp.cases import CASES, analysed, shown
from interp.mutations import PROGRAMS
for case in CASES:
    print(repr(analysed(case.program()).prediction), repr(analysed(case.program()).findings))
for text in PROGRAMS[-40:]:
    print(repr(analysed({"main.py": text}).traces))
"""


def test_nothing_depends_on_the_order_of_hashes():
    tests = str(Path(__file__).parents[1])
    shown_under = [
        subprocess.run(
            [sys.executable, "-c", SHOWING, tests],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    first, second = (text.splitlines() for text in shown_under)
    assert [a for a, b in zip(first, second, strict=True) if a != b] == []
