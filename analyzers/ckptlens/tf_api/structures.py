"""Nested structures of tensors: ``tf.nest``.

Source: ``tensorflow/python/util/nest.py``, TF 1.15 to 2.21: lists, tuples, namedtuples and dicts (in the order of their keys) nest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, Many, Unknown, Value, is_tuple, new_list
from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOTS = ("tf.nest", "tf.contrib.framework.nest")


def parts(value: Value) -> tuple[Value, ...] | None:
    """The direct parts of a structure in order; None for what is no structure."""
    if is_tuple(value):
        return value
    match value:
        case ListValue():
            return None if value.state.get("open") else value.items
        case DictValue():
            return None if value.open else tuple(value.state[k] for k in sorted(value.state, key=str))
        case InstanceValue() if is_tuple(fields := value.foreign.get("fields")):
            return tuple(value.state.get(f) for f in fields)
        case _:
            return None


def is_structure(value: Value) -> bool:
    """Whether a value is a list, tuple, namedtuple or dict."""
    return is_tuple(value) or isinstance(value, (ListValue, DictValue)) or (isinstance(value, InstanceValue) and "fields" in value.foreign)


def flattened(value: Value) -> tuple[Value, ...]:
    """The leaves of a structure in order."""
    inner = parts(value)
    return (value,) if inner is None else tuple(leaf for part in inner for leaf in flattened(part))


def rebuilt(structure: Value, items: tuple[Value, ...]) -> Value:
    """A structure like `structure` with these direct parts."""
    match structure:
        case ListValue():
            return new_list(items)
        case DictValue():
            return DictValue(dict(zip(sorted(structure.state, key=str), items, strict=True)))
        case InstanceValue():
            fields = structure.foreign["fields"]
            assert is_tuple(fields)
            return InstanceValue(structure.cls, {**structure.state, **dict(zip(fields, items, strict=True))}, dict(structure.foreign))
        case _:
            return items


def mapped(function: Callable[..., Value], structure: Value, *others: Value) -> Value:
    """`function` of the leaves of one structure, and of what stands at the same place in others."""
    inner = parts(structure)
    if inner is None:
        return function(structure, *others)
    lists = [parts(o) for o in others]
    if any(one is None or len(one) != len(inner) for one in lists):
        return function(structure, *others)
    columns = zip(inner, *(one for one in lists if one is not None), strict=True)
    return rebuilt(structure, tuple(mapped(function, *column) for column in columns))


def packed(structure: Value, leaves: Iterator[Value]) -> Value:
    """A structure like `structure` whose leaves are taken from `leaves`."""
    inner = parts(structure)
    return next(leaves, structure) if inner is None else rebuilt(structure, tuple(packed(part, leaves) for part in inner))


def _under(*names: str) -> tuple[str, ...]:
    return tuple(f"{root}.{name}" for root in _ROOTS for name in names)


@api(*_under("flatten"))
def flatten(call: Call, structure: Value, expand_composites: Value = False) -> Value:
    """A list of the leaves."""
    leaves = flattened(structure)
    if len(leaves) == 1 and isinstance(leaves[0], (Unknown, Many)):
        return leaves[0] if isinstance(leaves[0], Many) else Many(leaves[0])
    return new_list(leaves)


@api(*_under("is_nested"))
def is_nested(call: Call, seq: Value) -> Value:
    """Whether a value is a structure."""
    if isinstance(seq, Unknown):
        return unknown("is_nested()", "the structure of a value that is not known", call.site)
    return is_structure(seq)


@api(*_under("is_sequence"))
def is_sequence(call: Call, o: Value) -> Value:
    """The same under its old name."""
    return is_nested(call, o)


@api(*_under("assert_same_structure"))
def assert_same_structure(call: Call, nest1: Value, nest2: Value, check_types: Value = True, expand_composites: Value = False) -> Value:
    """Nothing: what raises here is not followed."""
    return None


@api(*_under("pack_sequence_as"))
def pack_sequence_as(call: Call, structure: Value, flat_sequence: Value, expand_composites: Value = False) -> Value:
    """The structure with other leaves."""
    leaves = parts(flat_sequence)
    if leaves is None:
        return unknown("pack_sequence_as()", "a structure of values that are not known", call.site)
    return packed(structure, iter(leaves))


@api(*_under("map_structure"))
def map_structure(call: Call, func: Value, *structure: Value, **kwargs: Value) -> Value:
    """The structure of what the function gives for the leaves."""
    return mapped(_caller(call, func), *structure)


@api(*_under("map_structure_up_to"))
def map_structure_up_to(call: Call, shallow_tree: Value, func: Value, *inputs: Value, **kwargs: Value) -> Value:
    """The structure of `shallow_tree` with what the function gives for what stands there in `inputs`."""
    inner = _caller(call, func)

    def deep(*values: Value) -> Value:
        return inner(*values[1:])

    return mapped(deep, shallow_tree, *inputs)


def _caller(call: Call, function: Value) -> Callable[..., Value]:
    from ckptlens.interp.calls import call as call_value

    return lambda *leaves: call_value(call.machine, function, Arguments(leaves), call.site)
