"""Unary and binary operators."""

from __future__ import annotations

import operator
from functools import partial
from typing import TYPE_CHECKING, Any

from ckptlens.interp.computed import computed
from ckptlens.interp.formatting import percent
from ckptlens.interp.growth import bounded, grow
from ckptlens.interp.iteration import any_of
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING, OPEN, Growing
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    Choice,
    DictValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SetValue,
    Unknown,
    Value,
    is_tuple,
    new_list,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "@": lambda a, b: a @ b,
}
_UNARY: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_METHODS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "|": "or",
    "&": "and",
    "^": "xor",
}
_PLAIN = (int, float, complex, str, bytes, bool)


def binary(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """``left op right``."""
    if isinstance(left, _PLAIN) and isinstance(right, _PLAIN) and not (op == "%" and isinstance(left, str)):
        return _constant(machine, op, left, right, site)
    for side in (left, right):
        if isinstance(side, HostObject):
            return side.binary(machine, op, left, right)
    if isinstance(left, Choice) or isinstance(right, Choice):
        return _of_choices(machine, op, left, right, site)
    if op == "%" and isinstance(left, (str, Template)):
        return percent(machine, left, right, site)
    joined = _sequences(machine, op, left, right, site)
    if joined is not MISSING:
        return joined
    own = _own_operator(machine, op, left, right, site)
    if own is not MISSING:
        return own
    inner = (plain(left), plain(right))
    return _unknown(op, left, right, site) if inner == (left, right) else binary(machine, op, *inner, site)


def _constant(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:  # noqa: ANN401  # constants of any type
    if isinstance(left, int) and isinstance(right, int) and bits(op, left, right) > machine.limits.number_bits:
        machine.gap(site, "a number too large to compute")
        return unknown("number", "a number too large to compute", site)
    if (isinstance(left, (str, bytes)) or isinstance(right, (str, bytes))) and _length(op, left, right) > machine.limits.text:
        machine.gap(site, "a text too long to compute")
        return unknown("text", "a text too long to compute", site)
    return computed(site, _BINARY[op], left, right)


def bits(op: str, left: int, right: int) -> int:
    """How many bits the result of an operator on whole numbers may have at most."""
    match op:
        case "**":
            return left.bit_length() * right if right > 0 and left not in (-1, 0, 1) else 0
        case "<<":
            return left.bit_length() + max(right, 0) if left else 0
        case _:
            return left.bit_length() + right.bit_length()


def _length(op: str, left: object, right: object) -> int:
    lengths = [len(v) for v in (left, right) if isinstance(v, (str, bytes))]
    if op == "*":
        counts = [v for v in (left, right) if isinstance(v, int)]
        return lengths[0] * max(counts, default=0)
    return sum(lengths)


def _of_choices(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    from ckptlens.interp.merge import on_each

    sides = (_but_none(left), _but_none(right))
    if any(side is None for side in sides):
        return unknown("value", "an operation on None", site)
    return on_each(machine, sides, partial(binary, machine, op, site=site))


def _but_none(value: Value) -> Value:
    """What a value may be that an operator goes well with."""
    if not isinstance(value, Choice):
        return value
    held = [(v, when) for v, when in value.alternatives if v is not None]
    return Choice(tuple(v for v, _ in held), tuple(when for _, when in held)) if held else None


def _sequences(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    if op == "+":
        return _added(machine, left, right, site)
    if op == "*":
        for sequence, count in ((left, right), (right, left)):
            if is_tuple(sequence) or isinstance(sequence, ListValue):
                return _repeated(machine, sequence, count, site)
    if op in ("|", "&", "-", "^") and isinstance(left, SetValue) and isinstance(right, SetValue):
        return SetValue(_set_operation(op, left, right))
    if op == "|" and isinstance(left, DictValue) and isinstance(right, DictValue):
        return DictValue({**left.state, **right.state}, open=left.open or right.open)
    return MISSING


def _set_operation(op: str, left: SetValue, right: SetValue) -> dict[object, object]:
    if op == "|":
        return {**left.state, **right.state}
    if op == "^":
        return {k: None for k in (*left.state, *right.state) if (k in left.state) != (k in right.state)}
    return {k: None for k in left.state if (k in right.state) == (op == "&")}


def _added(machine: Machine, left: Value, right: Value, site: Site) -> Value:
    if is_tuple(left) and is_tuple(right):
        return bounded(machine, (*left, *right), site)
    match left, right:
        case ListValue(), ListValue():
            result = new_list(())
            grow(machine, result, (*left.items, *right.items), site)
            if left.state.get("open") or right.state.get("open"):
                result.state["open"] = True
            return result
        case (str() | Template(), str() | Template()):
            return concatenate([left, right])
        case (str() | Template(), Unknown()) | (Unknown(), str() | Template()):
            return concatenate([text_of(left), text_of(right)])
        case Many(), _:
            return left
        case _, Many():
            return right
        case _:
            return MISSING


def _repeated(machine: Machine, sequence: ListValue | tuple[Value, ...], count: Value, site: Site) -> Value:
    items = sequence.items if isinstance(sequence, ListValue) else sequence
    if isinstance(count, (int, float)) and not isinstance(count, int):
        raise ProgramError("TypeError", "can't multiply sequence by non-int of type 'float'", site.location)
    if isinstance(count, int) and len(items) * count <= machine.limits.list_items:
        made: Value = new_list(items * count) if isinstance(sequence, ListValue) else items * count
        if isinstance(made, ListValue) and isinstance(sequence, ListValue) and sequence.state.get("open"):
            made.state["open"] = True
        return made
    bound = count.hole.name if isinstance(count, Unknown) else None
    if isinstance(sequence, ListValue):
        return ListValue(Growing({"items": items, OPEN: bound or True}))
    return Many(any_of(machine, items), bound)


def _own_operator(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    from ckptlens.interp.calls import call

    for receiver, other, prefix in ((left, right, "__"), (right, left, "__r")):
        if isinstance(receiver, InstanceValue):
            method = find_in_class(receiver.cls, f"{prefix}{_METHODS.get(op, '')}__")
            if method is not MISSING:
                found = call(machine, method, Arguments((receiver, other)), site)
                if not is_not_implemented(found):
                    return found
    return MISSING


def is_not_implemented(value: Value) -> bool:
    """Whether an operator method says that it does not know the other side."""
    return value == BoundMethod(None, None)


def _unknown(op: str, left: Value, right: Value, site: Site) -> Value:
    names = [_operand(v) for v in (left, right)]
    return unknown(f"{names[0]}{op}{names[1]}" if op != "@" else "value", "computed from a value that is not known", site)


_LONGEST_NAME = 60


def _operand(value: Value) -> str:
    """How an operand is called in the name of a result that is not known; short, as results become operands."""
    name = value.hole.name if isinstance(value, Unknown) else str(value) if isinstance(value, (int, float, str)) else "value"
    return name if len(name) <= _LONGEST_NAME else "value"


def augmented(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """``left op= right``: lists grow in place, all else is as the plain operator."""
    if isinstance(left, InstanceValue):
        method = find_in_class(left.cls, f"__i{_METHODS.get(op, '')}__")
        if method is not MISSING:
            from ckptlens.interp.calls import call

            return call(machine, method, Arguments((left, right)), site)
        inner = plain(left)
        if isinstance(inner, (ListValue, SetValue, DictValue)):
            changed = augmented(machine, op, inner, right, site)
            return left if changed is inner else changed
    if op == "+" and isinstance(left, ListValue):
        from ckptlens.interp.iteration import iterate

        items = iterate(machine, right, site)
        if isinstance(items, Many):
            machine.trail.set(left.state, "open", value=True)
            items = (items.element,)
        grow(machine, left, (*left.items, *items), site)
        return left
    if op == "*" and isinstance(left, ListValue) and isinstance(right, int):
        grow(machine, left, left.items * min(right, 1 + machine.limits.list_items // max(len(left.items), 1)), site)
        return left
    if op in ("|", "&", "-", "^") and isinstance(left, SetValue) and isinstance(right, SetValue):
        return _changed_set(machine, op, left, right)
    if op == "|" and isinstance(left, DictValue) and isinstance(right, DictValue):
        for key, value in right.state.items():
            machine.trail.set(left.state, key, value)
        return left
    return binary(machine, op, left, right, site)


def _changed_set(machine: Machine, op: str, left: SetValue, right: SetValue) -> Value:
    wanted = _set_operation(op, left, right)
    for key in [k for k in left.state if k not in wanted]:
        machine.trail.remove(left.state, key)
    for key in wanted:
        machine.trail.set(left.state, key, None)
    return left


def unary(machine: Machine, op: str, value: Value, site: Site) -> Value:
    """``not value``, ``-value``, ``+value``, ``~value``."""
    if op == "not":
        decided = truth(machine, value)
        return not decided if decided is not None else unknown("condition", "an undecided condition", site)
    if isinstance(value, (int, float, complex)):
        return computed(site, _UNARY[op], value)
    if isinstance(value, HostObject):
        return value.binary(machine, op, value, None)
    if isinstance(value, InstanceValue):
        return _own_unary(machine, op, value, site)
    return unknown("value", "computed from a value that is not known", site)


def _own_unary(machine: Machine, op: str, value: InstanceValue, site: Site) -> Value:
    from ckptlens.interp.calls import call

    method = find_in_class(value.cls, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op])
    if method is not MISSING:
        return call(machine, method, Arguments((value,)), site)
    inner = plain(value)
    return unary(machine, op, inner, site) if inner is not value else unknown("value", "an operation on an object", site)
