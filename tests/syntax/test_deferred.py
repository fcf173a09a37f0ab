"""Bodies that are parsed later are those that parsing at once gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from ckptlens.syntax import ir
from ckptlens.syntax.deferred import skeleton
from ckptlens.syntax.parse import parse_import, parse_module
from test_lowering_properties import FILES

WRITTEN = Path(__file__).resolve().parents[2] / "analyzers" / "ckptlens" / "tf_api" / "written"
LONG = " + ".join(f"value_{i}" for i in range(20))


def functions(module: ir.Module) -> list[tuple]:
    """Every outermost function: where its block starts, and all that it holds but its span."""
    found = [(block.start, function) for block in module.blocks for function in _functions(block.body)]
    return [(start, f.name, f.name_span, f.parameters, f.decorators, f.is_async, f.parsed) for start, f in found]


def _functions(value: object) -> list[ir.Function]:
    if isinstance(value, ir.Function):
        return [value]
    items = value if isinstance(value, tuple) else [getattr(value, name) for name in getattr(value, "__struct_fields__", ())]
    return [function for item in items for function in _functions(item)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_functions_of_a_real_file_are_the_same(path):
    text = path.read_text(encoding="utf-8")
    assert functions(parse_import(text)) == functions(parse_module(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"def f(a, b=(1,\n2)) -> int:  # why\n\n  # before\n    return {LONG}\n# after\n", id="comments around"),
        pytest.param(f"class A:\n\tdef f(self):\n\t\treturn self.__x, {LONG}\n\n\tx = 1\n", id="a private name, tabs"),
        pytest.param(
            f"if a:\n  class A:\n    @d\n    async def f(self):\n      await {LONG}\n  b = 2\nelse:\n  def g(): return 1\n", id="nested"
        ),
        pytest.param(f"def f():\n    '''doc:\n  def g():\n'''\n    return {LONG}\nx = 1\n", id="text that looks like code"),
        pytest.param(f"def f():\n    x = [\n1]\n    global y\n    def g():\n        yield {LONG}\n    return g\n", id="a function inside"),
        pytest.param(f"def f():\n    yield {LONG}", id="no newline at the end"),
        pytest.param(f"@a\n@b.c.d \nasync def f(a, b,*, c , **d) : # why\n\n  # e\n  return {LONG} # end\n", id="a plain header"),
        pytest.param(f"def f(a,\r\n      *b,\r\n      c,\r\n):\r\n  return {LONG}\r\n", id="a plain header over lines"),
        pytest.param(f"def f():\r\n    a = 1 + \\\r\n2\r\n    return {LONG}\r\nb = 1\r\n", id="other newlines"),
        pytest.param(f"def f(a={{1: 2}}, *, b: 'x:y' = 1): return {LONG}\n", id="on one line"),
        pytest.param(
            f"class A:\n    if x:\n        def f(self):\n            {LONG}\n    else:\n        f = 1\n    g = 2\n", id="under a condition"
        ),
    ],
)
def test_a_function_is_the_same(text):
    assert parse_module(text).problems == ()
    assert functions(parse_module(text))
    assert functions(parse_import(text)) == functions(parse_module(text))


def test_a_long_body_is_blanked_with_everything_else_in_its_place():
    text = f"def f():\n    {LONG}\nlast = 1\n"
    blanked = skeleton(text).text
    assert len(blanked) == len(text)
    assert "value_0" not in blanked
    assert blanked.endswith("\nlast = 1\n")


def test_lines_without_code_become_the_end_of_the_line_before():
    text = "class A:\r\n  # one\r\n\r\n  b = '''\n#two'''\n\n"
    assert skeleton(text).text == "class A:           \r\n  b = '''\n#two''' \n"


def test_a_syntax_error_in_a_function_stays_in_it():
    module = parse_import(f"def f():\n    x = = 1, {LONG}\nlast = 1\n")
    (broken,) = functions(module)
    assert isinstance(broken[-1].statements[0], ir.Unsupported)
    assert len(module.blocks) == 2


@pytest.mark.parametrize("path", sorted(WRITTEN.glob("*.pymodel")), ids=lambda path: path.stem)
def test_the_models_written_in_python_hold_no_syntax_error(path):
    text = path.read_text(encoding="utf-8")
    assert parse_module(text).problems == ()
    assert functions(parse_import(text)) == functions(parse_module(text))


@pytest.mark.parametrize(
    "header", ["def f(a b):", "def f(*, *a):", "def f(**a, b):", "def f(None):", "def f(,):", "@a.if\ndef f():", "def f(1):"]
)
def test_a_header_that_is_no_python_is_a_problem(header):
    assert parse_import(f"{header}\n    return {LONG}\n").problems
