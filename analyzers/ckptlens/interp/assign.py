"""Binding values to names and other targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.merge import chosen
from ckptlens.interp.presence import whole_list
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import INDEX, unknown
from ckptlens.interp.values import Choice, Many, Scope, Unknown, Value, is_tuple, new_list
from ckptlens.syntax import ir
from ckptlens.template import Hole

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


def assign(machine: Machine, target: ir.Expr, value: Value, scope: Scope) -> None:
    """``target = value``."""
    from ckptlens.interp.access import set_attribute
    from ckptlens.interp.item_changes import set_item

    match target:
        case ir.Name(id=name):
            bind_name(machine, name, value, scope)
        case ir.Attribute(value=holder, name=name):
            set_attribute(machine, machine.evaluate(machine, holder, scope), name, value, machine.site(target, scope))
        case ir.Subscript(value=holder, index=index):
            container = machine.evaluate(machine, holder, scope)
            set_item(machine, container, machine.evaluate(machine, index, scope), value, machine.site(target, scope))
        case ir.Sequence(items=items):
            _unpack(machine, items, value, target, scope)
        case ir.Starred(value=inner):
            assign(machine, inner, value, scope)
        case _:
            machine.gap(machine.site(target, scope), f"assignment to {type(target).__name__.lower()} is not followed")


def _unpack(machine: Machine, targets: tuple[ir.Expr, ...], value: Value, node: ir.Expr, scope: Scope) -> None:
    from ckptlens.interp.iteration import iterate

    if isinstance(value, Choice) and (columns := _columns(machine, value, len(targets))) is not None:
        for target, column in zip(targets, columns, strict=True):
            assign(machine, target, column, scope)
        return
    items = iterate(machine, value, machine.site(node, scope))
    if not isinstance(items, Many) and not whole_list(machine, value):
        items = Many(unknown("item", "an item of a list in which one before it may be missing", machine.site(node, scope)))
    if isinstance(items, Many):
        for place, target in enumerate(targets):
            assign(machine, target, _part(machine, items, place, target, scope), scope)
        return
    star = next((i for i, t in enumerate(targets) if isinstance(t, ir.Starred)), None)
    if star is None:
        padded = [*items, *(unknown(f"item{i}", "unpacking a value of another length", None) for i in range(len(items), len(targets)))]
        for target, item in zip(targets, padded, strict=False):
            assign(machine, target, item, scope)
        return
    after = len(targets) - star - 1
    middle = len(items) - after
    for target, item in zip(targets[:star], items[:star], strict=False):
        assign(machine, target, item, scope)
    assign(machine, targets[star], new_list(tuple(items[star:middle])), scope)
    for target, item in zip(targets[star + 1 :], items[middle:], strict=False):
        assign(machine, target, item, scope)


def _columns(machine: Machine, rows: Choice, width: int) -> list[Value] | None:
    """What each of `width` targets gets from one of several tuples; None where they are not all of that length."""
    tuples = [(row, when) for row, when in rows.alternatives if is_tuple(row) and len(row) == width]
    if len(tuples) != len(rows.values):
        return None
    return [chosen(machine, [(row[place], when) for row, when in tuples]) for place in range(width)]


def _part(machine: Machine, items: Many, place: int, target: ir.Expr, scope: Scope) -> Value:
    if isinstance(target, ir.Starred):
        return items
    element = items.element
    if isinstance(element, Unknown):
        name = target.id if isinstance(target, ir.Name) else f"{element.hole.name}[{place}]"
        return unknown(name, element.hole.reason, machine.site(target, scope))
    return element


def bind_name(machine: Machine, name: str, value: Value, scope: Scope) -> None:
    """Bind a name where the scope's declarations say. An unnamed loop count takes the name."""
    if isinstance(value, Unknown) and value.hole.name == INDEX:
        value = Unknown(Hole(name, value.hole.reason, value.hole.origin, (value.hole.bound or "").replace(INDEX, name) or None))
    machine.trail.set(_holder(name, scope).names.state, name, value)


def delete_name(machine: Machine, name: str, scope: Scope) -> None:
    """``del name``."""
    machine.trail.remove(_holder(name, scope).names.state, name)


def _holder(name: str, scope: Scope) -> Scope:
    if name in scope.globals:
        found = scope
        while found.parent is not None:
            found = found.parent
        return found
    if name in scope.nonlocals:
        current = scope.parent
        while current is not None:
            if current.kind == "function" and current.names.state.get(name, MISSING) is not MISSING:
                return current
            current = current.parent
    return scope
