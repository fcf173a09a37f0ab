"""Programs that almost make sense: recorded ones with statements deleted, doubled, swapped, wrapped, and names exchanged."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from interp.cases import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED = Path(__file__).parents[1] / "conformance" / "programs"
NAMES = ("tf1_*.py", "tf115_*.py", "py_*.py", "saver_*.py", "ckpt_*.py", "keras_*.py", "init_*.py")


def _is_valid(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


_WRITTEN = [
    *(case.program(call)["main.py"] for case in CASES for call in (None, *case.filled[:1])),
    *(path.read_text(encoding="utf-8") for pattern in NAMES for path in sorted(RECORDED.glob(pattern))),
]
PROGRAMS = [text for text in _WRITTEN if _is_valid(text)]


def mutated(text: str, data: st.DataObject) -> str:
    """The program after a few mutations."""
    tree = ast.parse(text)
    for mutation in data.draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=4)):
        mutation(tree, data)
    return ast.unparse(ast.fix_missing_locations(tree))


def _bodies(tree: ast.AST) -> list[list[ast.stmt]]:
    found = (getattr(node, field, None) for node in ast.walk(tree) for field in ("body", "orelse", "finalbody"))
    return [body for body in found if isinstance(body, list) and body]


def _place(tree: ast.AST, data: st.DataObject) -> tuple[list[ast.stmt], int]:
    bodies = _bodies(tree)
    body = bodies[data.draw(st.integers(0, len(bodies) - 1))]
    return body, data.draw(st.integers(0, len(body) - 1))


def _delete(tree: ast.AST, data: st.DataObject) -> None:
    body, index = _place(tree, data)
    body[index] = ast.Pass()


def _double(tree: ast.AST, data: st.DataObject) -> None:
    body, index = _place(tree, data)
    body.insert(index, body[index])


def _swap(tree: ast.AST, data: st.DataObject) -> None:
    body, index = _place(tree, data)
    other, place = _place(tree, data)
    if isinstance(body[index], (ast.Expr, ast.Assign)) and isinstance(other[place], (ast.Expr, ast.Assign)):
        body[index], other[place] = other[place], body[index]


def _wrap(tree: ast.AST, data: st.DataObject) -> None:
    body, index = _place(tree, data)
    kept = body[index]
    wrappers = ("if unknown_name: pass", "for turn in range(input()): pass", "while input(): pass", "try: pass\nexcept Exception: pass")
    wrapper = ast.parse(data.draw(st.sampled_from(wrappers))).body[0]
    wrapper.body = [kept]  # pyright: ignore[reportAttributeAccessIssue]
    body[index] = wrapper


def _exchange(tree: ast.AST, data: st.DataObject) -> None:
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    if names:
        first, second = (names[data.draw(st.integers(0, len(names) - 1))] for _ in range(2))
        first.id = second.id


def _constant(tree: ast.AST, data: st.DataObject) -> None:
    in_f_strings = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in in_f_strings]
    if constants:
        node = constants[data.draw(st.integers(0, len(constants) - 1))]
        node.value = data.draw(st.sampled_from([None, -1, 0, 1.5, "", "a/b", "%s", "{", True, b"a", ...]))


MUTATIONS: list[Callable[[ast.AST, st.DataObject], None]] = [_delete, _double, _swap, _wrap, _exchange, _constant]
