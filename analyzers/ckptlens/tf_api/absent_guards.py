"""Whether a test or a call of a file keeps the program from names that a stack does not have.

A test of a version, or with ``hasattr``, does. So does one of a name that the handler of a failed import sets (``except ImportError:
IS_TF2 = True``), and a call of a function that raises under such a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.syntax import ir
from ckptlens.syntax.walk import children

if TYPE_CHECKING:
    from collections.abc import Iterator

_HANDLED = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})


class Guards(Struct, frozen=True):
    """The names that tell how an import at the top of the file went, and the functions that raise by them."""

    flags: frozenset[str] = field(default_factory=frozenset[str])
    refusals: frozenset[str] = field(default_factory=frozenset[str])


def guards_of(module: ir.Module) -> Guards:
    """What a file keeps of how its imports went."""
    statements = tuple(statement for block in module.blocks for statement in block.body)
    flags = frozenset(name for statement in statements if isinstance(statement, ir.Try) for name in _set_by_handlers(statement))
    tests = Guards(flags)
    functions = (statement.function for statement in statements if isinstance(statement, ir.FunctionDef)) if flags else ()
    return Guards(flags, frozenset(f.name for f in functions if any(_leaves(part, tests, (ir.Raise,)) for part in f.body)))


def is_handled(statement: ir.Try) -> bool:
    """Whether one of the handlers takes the error of an absent name."""
    return any(_handles(handler) for handler in statement.handlers)


def is_guard(test: object, guards: Guards) -> bool:
    """Whether a test asks for a version, for an attribute, or for how an import went."""
    if isinstance(test, ir.Name):
        return test.id == "hasattr" or "version" in test.id.lower() or test.id in guards.flags
    if isinstance(test, ir.Attribute) and "version" in test.name.lower():
        return True
    return any(is_guard(child, guards) for child in children(test))


def reached(body: tuple[object, ...], guards: Guards) -> Iterator[object]:
    """The statements of a function up to the first that leaves it by how an import went."""
    for statement in body:
        yield statement
        if guards.flags and (_leaves(statement, guards, (ir.Raise, ir.Return)) or _is_refusal(statement, guards)):
            return


def _set_by_handlers(statement: ir.Try) -> Iterator[str]:
    if not any(isinstance(part, (ir.Import, ir.ImportFrom)) for part in statement.body):
        return
    for part in (part for handler in statement.handlers if _handles(handler) for part in handler.body):
        if isinstance(part, ir.Assign):
            yield from (target.id for target in part.targets if isinstance(target, ir.Name))


def _leaves(statement: object, guards: Guards, ways: tuple[type, ...]) -> bool:
    """Whether a statement is a test of how an import went, and a branch under it leaves the function."""
    if not isinstance(statement, ir.If) or not _asks(statement.test, guards):
        return False
    return _ends(statement.body, ways)


def _ends(body: tuple[object, ...], ways: tuple[type, ...]) -> bool:
    """Whether a block ends by leaving, or by a test of which one branch does."""
    last = body[-1] if body else None
    if isinstance(last, ir.If):
        return _ends(last.body, ways) or _ends(last.orelse, ways)
    return isinstance(last, ways)


def _asks(test: object, guards: Guards) -> bool:
    return (isinstance(test, ir.Name) and test.id in guards.flags) or any(_asks(child, guards) for child in children(test))


def _is_refusal(statement: object, guards: Guards) -> bool:
    call = statement.value if isinstance(statement, ir.ExprStmt) else None
    return isinstance(call, ir.Call) and isinstance(call.func, ir.Name) and call.func.id in guards.refusals


def _handles(handler: ir.Handler) -> bool:
    if handler.types is None:
        return True
    kinds = handler.types.items if isinstance(handler.types, ir.Sequence) else (handler.types,)
    return any(isinstance(kind, ir.Name) and kind.id in _HANDLED for kind in kinds)
