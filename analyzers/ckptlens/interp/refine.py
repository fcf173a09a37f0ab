"""What a branch learns from its condition: values tested against None or an equal constant."""

from __future__ import annotations

from msgspec.structs import replace

from ckptlens.interp.assign import assign
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.values import Choice, Scope, Unknown, Value
from ckptlens.syntax import ir


def refined(machine: Machine, test: ir.Expr, scope: Scope, *, holds: bool) -> None:
    """Narrow the names that `test` speaks of, in a branch where it is true (`holds`) or false."""
    match test:
        case ir.Unary(op="not", operand=inner):
            refined(machine, inner, scope, holds=not holds)
        case ir.Boolean(op=op, left=left, right=right) if holds == (op == "and"):
            refined(machine, left, scope, holds=holds)
            refined(machine, right, scope, holds=holds)
        case ir.Compare(first=subject, rest=((op, ir.Const(value=None)),)) if op in ("is", "is not", "==", "!="):
            _narrow(machine, subject, scope, is_none=(op in ("is", "==")) == holds)
        case ir.Name() | ir.Attribute():
            _narrow(machine, test, scope, is_none=None if not holds else False)
        case ir.Assigned(target=name):
            _narrow(machine, ir.Name(test.span, name), scope, is_none=None if not holds else False)
        case _:
            return


def _narrow(machine: Machine, subject: ir.Expr, scope: Scope, *, is_none: bool | None) -> None:
    if not isinstance(subject, (ir.Name, ir.Attribute)) or is_none is None:
        return
    try:
        value = machine.evaluate(machine, subject, scope)
    except ProgramError:
        return
    narrowed = _without_none(value) if not is_none else (None if isinstance(value, (Unknown, Choice)) else value)
    if narrowed is not value:
        assign(machine, subject, narrowed, scope)


def _without_none(value: Value) -> Value:
    if isinstance(value, Unknown) and value.maybe_none:
        return replace(value, maybe_none=False)
    if isinstance(value, Choice):
        kept = tuple(v for v in value.values if v is not None)
        return kept[0] if len(kept) == 1 else Choice(kept) if kept else value
    return value
