"""The bounds of a run, and cancelling it."""

from __future__ import annotations

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.interp.limits import Cancelled, Limits
from ckptlens.interp.run import run_main, trace_of
from ckptlens.program.program import Program
from ckptlens.program.sources import MemorySources
from ckptlens.stacks import Stack
from ckptlens.tf_api.library import TensorFlowLibrary
from msgspec.structs import replace

from interp.cases import HEADER

LIMITS = Limits(loop_turns=8, quiet_turns=4, long_loop=6)


def run(body: str, limits: Limits):
    """Names of the variables made, and the gaps."""
    sources = MemorySources({"main.py": HEADER + body})
    done = run_main(Program(sources, "main.py"), TensorFlowLibrary(), Stack.TF215_KERAS2, limits, None)
    trace = trace_of(done, "", done.raised)
    return [str(v.name) for v in trace.variables], [gap.reason for gap in trace.gaps]


def test_a_loop_that_goes_on_making_variables_is_cut_with_a_gap():
    names, gaps = run("while True:\n    tf.Variable(1.0, name='w')\n", LIMITS)
    assert names == ["w", *(f"w_{i}" for i in range(1, 8))]
    assert gaps == ["only the first 8 turns of this loop were followed"]


def test_what_stands_after_a_loop_that_was_cut_is_run():
    names, _ = run("i = 0\nwhile True:\n    tf.Variable(1.0, name='w')\ntf.get_variable('last', [1])\n", LIMITS)
    assert names[-1] == "last"


def test_too_many_steps_end_the_run_with_a_gap():
    names, gaps = run(
        "tf.get_variable('w', [1])\nfor i in range(100):\n    for j in range(100):\n        pass\n", replace(Limits(), steps=1500)
    )
    assert names == ["w"]
    assert gaps == ["the analysis stopped here: more than 1,500 steps"]


def test_calls_nested_too_deeply_end_the_run_with_a_gap():
    names, gaps = run("tf.get_variable('w', [1])\n(lambda: (lambda: (lambda: 1)())())()\n", replace(Limits(), frames=3))
    assert names == ["w"]
    assert gaps == ["more than 3 calls inside each other"]


def test_a_function_may_call_itself_so_often_and_no_oftener():
    body = "def f(n):\n    tf.get_variable('w%d' % n, [1])\n    if n:\n        f(n - 1)\nf({})\n"
    limits = replace(Limits(), same_function=3)
    assert run(body.format(2), limits) == (["w2", "w1", "w0"], [])
    assert run(body.format(3), limits)[1] == ["f calls itself more than 3 times"]


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    pass\n",
        "def f(n):\n    f(n)\n",
        "for i in range(10 ** 9):\n    pass\n",
        "x = [0] * 10 ** 12\n",
        "x = 'a' * 10 ** 12\n",
        "x = 10 ** 10 ** 10\n",
        "x = 1 << 10 ** 12\n",
        "x = list(range(10 ** 12))\n",
        "x = bytes(10 ** 12)\n",
        "x = sum(range(10 ** 12))\n",
        "x = sorted(range(10 ** 10))\n",
        "x = 10 ** 10 in range(10 ** 12)\n",
        "x = tuple([0] * 10 ** 5) * 10 ** 5\n",
        "x = int('9' * 10 ** 5)\n",
    ],
)
def test_a_program_that_would_never_end_or_fit_is_analysed(text):
    run(text, replace(Limits(), steps=20_000))


@pytest.mark.parametrize(
    "text",
    [
        "(1,).append(2)\n",
        "tf.concat([2.5], -1)\n",
        "tf.Graph()\nfor i in range(input()):\n    with tf.Graph().as_default():\n        tf.get_variable('w', [1])\n",
    ],
)
def test_the_analysis_does_not_raise_on(text):
    run(text, Limits())


def test_cancelling_ends_the_analysis():
    def stop():
        raise Cancelled

    sources = MemorySources({"main.py": "for i in range(100):\n    for j in range(100):\n        i + j\n"})
    with pytest.raises(Cancelled):
        analyse(sources, "main.py", Options(), stop)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("a = 'ab'\nfor i in range(200):\n    a = a + a\n", "a text too long to compute"),
        ("a = [1]\nfor i in range(200):\n    a += a\n", "a list too long to follow"),
        ("a = 3\nfor i in range(200):\n    a = a * a\n", "a number too large to compute"),
        ("a = 'x'.ljust(10**9)\n", "a text too long to compute"),
        ("a = '%1000000000d' % 1\n", "a text too long to compute"),
        ("import re\nre.match('(a+)+$', 'a' * 40 + 'b')\n", "a regular expression that may take too long on this text is not followed"),
    ],
)
def test_a_value_that_grows_without_bound_is_a_gap(body, reason):
    assert run(body, Limits())[1] == [reason]


def test_an_item_at_an_unknown_place_of_a_long_list_is_a_hole():
    names, _ = run("import random\nnames = ['w%d' % i for i in range(5000)]\ntf.Variable(1.0, name=names[random.randrange(9)])\n", Limits())
    assert names == ["{item}"]
