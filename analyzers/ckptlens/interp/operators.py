"""Unary and binary operators."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ckptlens.interp.computed import computed
from ckptlens.interp.formatting import percent
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.trail import MISSING
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
    put_items,
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
_LONGEST = 10_000


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
    if op in ("**", "<<") and isinstance(right, (int, float)) and abs(right) > _LONGEST:
        return unknown("number", "a number too large to compute", site)
    if (
        op == "*"
        and isinstance(left, (str, bytes)) | isinstance(right, (str, bytes))
        and max(_size(left), _size(right)) > machine.limits.list_items
    ):
        return unknown("text", "a text too long to compute", site)
    return computed(site, _BINARY[op], left, right)


def _size(value: object) -> int:
    return abs(value) if isinstance(value, int) else 1


def _of_choices(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    from ckptlens.interp.merge import join

    lefts = left.values if isinstance(left, Choice) else (left,)
    rights = right.values if isinstance(right, Choice) else (right,)
    results = [binary(machine, op, a, b, site) for a in lefts for b in rights if a is not None and b is not None]
    result = results[0] if results else unknown("value", "an operation on None", site)
    for other in results[1:]:
        result = join(machine, result, other)
    return result


def _sequences(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    if op == "+":
        return _added(left, right)
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


def _added(left: Value, right: Value) -> Value:
    if is_tuple(left) and is_tuple(right):
        return (*left, *right)
    match left, right:
        case ListValue(), ListValue():
            result = new_list((*left.items, *right.items))
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
    if isinstance(count, int) and len(items) * count <= machine.limits.list_items:
        return new_list(items * count) if isinstance(sequence, ListValue) else items * count
    element = items[0] if items else unknown("item", "an item of an empty list", site)
    return Many(element, count.hole.name if isinstance(count, Unknown) else None)


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
    names = [v.hole.name if isinstance(v, Unknown) else str(v) if isinstance(v, _PLAIN) else "value" for v in (left, right)]
    return unknown(f"{names[0]}{op}{names[1]}" if op != "@" else "value", "computed from a value that is not known", site)


def augmented(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """``left op= right``: lists grow in place, all else is as the plain operator."""
    if isinstance(left, InstanceValue):
        method = find_in_class(left.cls, f"__i{_METHODS.get(op, '')}__")
        if method is not MISSING:
            from ckptlens.interp.calls import call

            return call(machine, method, Arguments((left, right)), site)
    if op == "+" and isinstance(left, ListValue):
        from ckptlens.interp.iteration import iterate

        items = iterate(machine, right, site)
        if isinstance(items, Many):
            machine.trail.set(left.state, "open", value=True)
            items = (items.element,)
        put_items(machine, left, (*left.items, *items))
        return left
    return binary(machine, op, left, right, site)


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
