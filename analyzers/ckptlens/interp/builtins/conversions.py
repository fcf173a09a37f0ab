"""Builtin types as functions, and arithmetic."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS, NUMBERS
from ckptlens.interp.calls import call
from ckptlens.interp.computed import computed
from ckptlens.interp.formatting import formatted
from ckptlens.interp.iteration import iterate
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.operators import binary
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import text_by
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    Choice,
    DictValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    Unknown,
    Value,
    new_list,
    new_set,
)

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@MODELS.model("list")
def _list(machine: Machine, site: Site, iterable: Value = ()) -> Value:
    items = iterate(machine, iterable, site)
    if not isinstance(items, Many):
        return new_list(tuple(items))
    found = new_list((items.element,))
    found.state["open"] = True
    return found


@MODELS.model("tuple", each=True)
def _tuple(machine: Machine, site: Site, iterable: Value = ()) -> Value:
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else tuple(items)


@MODELS.model("set", "frozenset")
def _set(machine: Machine, site: Site, iterable: Value = ()) -> Value:
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else new_set(items)


@MODELS.model("dict")
def _dict(machine: Machine, site: Site, source: Value = (), **named: Value) -> Value:
    if isinstance(source, DictValue):
        return DictValue(Entries({**source.state, **named}), source.default, source.open)
    items = iterate(machine, source, site)
    if isinstance(items, Many):
        return DictValue({**named}, open=True)
    result: dict[object, object] = {}
    for item in items:
        pair = iterate(machine, item, site)
        if isinstance(pair, Many) or len(pair) != 2:
            return DictValue({**result, **named}, open=True)
        result[pair[0]] = pair[1]
    return DictValue(Entries({**result, **named}))


@MODELS.model("str", "unicode")
def _str(machine: Machine, site: Site, value: Value = "", *ignored: Value) -> Value:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else text_by(machine, value, site)


@MODELS.model("repr", "ascii")
def _repr(machine: Machine, site: Site, value: Value) -> Value:
    return repr(value) if isinstance(value, str) else text_by(machine, value, site)


@MODELS.model("format")
def _format(machine: Machine, site: Site, value: Value, spec: Value = "") -> Value:
    return formatted(machine, value, "", spec if isinstance(spec, str) else "", site)


def _number(name: str, convert: type) -> None:
    @MODELS.model(name, each=True)
    def number(machine: Machine, site: Site, value: Value = 0, base: Value = None) -> Value:
        if isinstance(value, (Unknown, Choice)):
            return (
                value if isinstance(value, Unknown) and name != "bool" else unknown(name, "converted from a value that is not known", site)
            )
        if isinstance(value, InstanceValue) and name != "bool":
            return _of_object(machine, site, name, value)
        if isinstance(value, bytes) and name != "bool":
            return computed(site, convert, value)
        if name == "bool":
            decided = truth(machine, value)
            return decided if decided is not None else unknown("bool", "an undecided condition", site)
        if not isinstance(value, (*NUMBERS, str)):
            if isinstance(value, (ListValue, DictValue, tuple, type(None))):
                raise ProgramError("TypeError", f"{name}() argument must be a string or a number", site.location)
            number = getattr(value, "number", None)
            return (
                convert(number)
                if isinstance(number, NUMBERS)
                else value
                if isinstance(value, HostObject)
                else unknown(name, "converted from a value that is not known", site)
            )
        return computed(site, convert, value, base) if isinstance(base, int) else computed(site, convert, value)


for _name, _convert in (("int", int), ("float", float), ("bool", bool), ("long", int)):
    _number(_name, _convert)


def _arithmetic(name: str) -> None:
    function = getattr(builtins, name)

    @MODELS.model(name, each=True)
    def compute(machine: Machine, site: Site, *values: Value) -> Value:
        if len(values) == 1 and isinstance(values[0], InstanceValue):
            return _of_object(machine, site, name, values[0])
        if name == "abs" and len(values) == 1 and isinstance(values[0], HostObject):
            return values[0].absolute(machine)
        if name == "pow" and len(values) == 2 and any(isinstance(v, HostObject) for v in values):
            return binary(machine, "**", *values, site)
        if not all(isinstance(v, (*NUMBERS, str, bytes)) or v is None for v in values):
            return unknown(name, f"{name} of a value that is not known", site)
        if name == "pow" and len(values) == 2:
            return binary(machine, "**", *values, site)
        return computed(site, function, *values)


def _of_object(machine: Machine, site: Site, name: str, value: InstanceValue) -> Value:
    method, inner = find_in_class(value.cls, f"__{name}__"), plain(value)
    if method is not MISSING:
        return call(machine, method, Arguments((value,)), site)
    return unknown(name, f"{name} of an object", site) if inner is value else call(machine, MODELS[name], Arguments((inner,)), site)


for _name in ("abs", "round", "divmod", "pow", "ord", "chr", "hex", "bin", "oct"):
    _arithmetic(_name)
