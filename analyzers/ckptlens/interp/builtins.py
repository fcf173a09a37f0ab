"""Models of Python's builtin functions."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from ckptlens.interp.computed import computed
from ckptlens.interp.host import Registry
from ckptlens.interp.iteration import any_of, counted, iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import formatted, text_by
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import (
    BoundMethod,
    Choice,
    ClassValue,
    DictValue,
    FunctionValue,
    HostFunction,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SetValue,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
    is_tuple,
    new_list,
    new_set,
)
from ckptlens.template import Template

if TYPE_CHECKING:
    from ckptlens.interp.values import Scope
    from ckptlens.syntax import ir

MODELS = Registry()
_NUMBERS = (int, float, bool)


@MODELS.model("len")
def _len(machine: Machine, site: Site, value: Value) -> Value:
    if isinstance(value, (DictValue, SetValue)) and not getattr(value, "open", False):
        return len(value.state)
    if isinstance(value, InstanceValue):
        from ckptlens.interp.access import find_in_class
        from ckptlens.interp.calls import call

        method = find_in_class(value.cls, "__len__")
        if method is not MISSING:
            return call(machine, method, Arguments((value,)), site)
    items = iterate(machine, value, site)
    if isinstance(items, Many):
        return unknown(items.bound or "len", "the length of a value that is not known whole", site)
    return len(items)


@MODELS.model("range", "xrange")
def _range(machine: Machine, site: Site, start: Value, stop: Value = MISSING, step: Value = 1) -> Value:
    low, high = (0, start) if stop is MISSING else (start, stop)
    if isinstance(low, int) and isinstance(high, int) and isinstance(step, int) and step:
        return range(low, high, step)
    return counted(site, high.hole.name if isinstance(high, Unknown) else str(high) if isinstance(high, int) else None)


@MODELS.model("enumerate")
def _enumerate(machine: Machine, site: Site, iterable: Value, start: Value = 0) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return Many((counted(site, items.bound).element, items.element), items.bound)
    first = start if isinstance(start, int) else 0
    return tuple((first + i, item) for i, item in enumerate(items))


@MODELS.model("zip")
def _zip(machine: Machine, site: Site, *iterables: Value, strict: Value = False) -> Value:
    columns = [iterate(machine, i, site) for i in iterables]
    known = [c for c in columns if not isinstance(c, Many)]
    if len(known) == len(columns):
        return tuple(zip(*known, strict=False))
    if known:
        rows = range(min(len(c) for c in known))
        return tuple(tuple(c.element if isinstance(c, Many) else c[i] for c in columns) for i in rows)
    return Many(tuple(c.element for c in columns if isinstance(c, Many)), next((c.bound for c in columns if isinstance(c, Many)), None))


@MODELS.model("reversed")
def _reversed(machine: Machine, site: Site, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else tuple(reversed(items))


@MODELS.model("sorted")
def _sorted(machine: Machine, site: Site, iterable: Value, key: Value = None, reverse: Value = False) -> Value:
    from ckptlens.interp.calls import call

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return items
    keys: list[Any] = [call(machine, key, Arguments((item,)), site) if key is not None else item for item in items]
    try:
        order = sorted(range(len(items)), key=lambda i: keys[i], reverse=reverse is True)
    except TypeError:
        return new_list(tuple(items))
    return new_list(tuple(items[i] for i in order))


@MODELS.model("map")
def _map(machine: Machine, site: Site, function: Value, *iterables: Value) -> Value:
    from ckptlens.interp.calls import call

    rows = _zip(machine, site, *iterables)
    if isinstance(rows, Many):
        arguments = rows.element if is_tuple(rows.element) else (rows.element,)
        return Many(call(machine, function, Arguments(arguments), site), rows.bound)
    assert is_tuple(rows)
    return tuple(call(machine, function, Arguments(row), site) for row in rows if is_tuple(row))


@MODELS.model("filter")
def _filter(machine: Machine, site: Site, function: Value, iterable: Value) -> Value:
    from ckptlens.interp.calls import call

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return items
    held = [truth(machine, item if function is None else call(machine, function, Arguments((item,)), site)) for item in items]
    kept = new_list(tuple(item for item, keep in zip(items, held, strict=True) if keep is not False))
    if None in held:
        kept.state["open"] = True
    return kept


@MODELS.model("list")
def _list(machine: Machine, site: Site, iterable: Value = ()) -> Value:
    items = iterate(machine, iterable, site)
    if not isinstance(items, Many):
        return new_list(tuple(items))
    found = new_list((items.element,))
    found.state["open"] = True
    return found


@MODELS.model("tuple")
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
        return DictValue({**source.state, **named}, source.default, source.open)
    items = iterate(machine, source, site)
    if isinstance(items, Many):
        return DictValue({**named}, open=True)
    result: dict[object, object] = {}
    for item in items:
        pair = iterate(machine, item, site)
        if isinstance(pair, Many) or len(pair) != 2:
            return DictValue({**result, **named}, open=True)
        result[pair[0]] = pair[1]
    return DictValue({**result, **named})


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
    @MODELS.model(name)
    def number(machine: Machine, site: Site, value: Value = 0, base: Value = None) -> Value:
        if isinstance(value, (Unknown, Choice)):
            return (
                value if isinstance(value, Unknown) and name != "bool" else unknown(name, "converted from a value that is not known", site)
            )
        if name == "bool":
            decided = truth(machine, value)
            return decided if decided is not None else unknown("bool", "an undecided condition", site)
        if not isinstance(value, (*_NUMBERS, str)):
            return value if isinstance(value, HostObject) else unknown(name, "converted from a value that is not known", site)
        return computed(site, convert, value, base) if isinstance(base, int) else computed(site, convert, value)


for _name, _convert in (("int", int), ("float", float), ("bool", bool), ("long", int)):
    _number(_name, _convert)


def _reduction(name: str) -> None:
    function = getattr(builtins, name)

    @MODELS.model(name)
    def reduce(machine: Machine, site: Site, *values: Value, key: Value = None, default: Value = MISSING, start: Value = 0) -> Value:
        items = iterate(machine, values[0], site) if len(values) == 1 or name == "sum" else values
        if isinstance(items, Many) or key is not None or not all(isinstance(i, _NUMBERS) for i in items):
            return (
                any_of(machine, items)
                if not isinstance(items, Many) and items and name != "sum"
                else unknown(name, f"{name} of values that are not known", site)
            )
        if not items:
            return default if default is not MISSING else 0
        return function(items)


for _name in ("max", "min", "sum"):
    _reduction(_name)


@MODELS.model("any")
def _any(machine: Machine, site: Site, iterable: Value) -> Value:
    return _all_of(machine, site, iterable, wanted=True)


@MODELS.model("all")
def _all(machine: Machine, site: Site, iterable: Value) -> Value:
    return _all_of(machine, site, iterable, wanted=False)


def _all_of(machine: Machine, site: Site, iterable: Value, *, wanted: bool) -> Value:
    items = iterate(machine, iterable, site)
    held = [None] if isinstance(items, Many) else [truth(machine, i) for i in items]
    if wanted in held:
        return wanted
    return unknown("condition", "an undecided condition", site) if None in held else not wanted


def _arithmetic(name: str) -> None:
    function = getattr(builtins, name)

    @MODELS.model(name)
    def compute(machine: Machine, site: Site, *values: Value) -> Value:
        if not all(isinstance(v, (*_NUMBERS, str)) or v is None for v in values):
            return unknown(name, f"{name} of a value that is not known", site)
        return computed(site, function, *values)


for _name in ("abs", "round", "divmod", "pow", "ord", "chr", "hex", "bin", "oct"):
    _arithmetic(_name)


@MODELS.model("isinstance", "issubclass")
def _isinstance(machine: Machine, site: Site, value: Value, types: Value) -> Value:
    from ckptlens.interp.types import is_instance

    decided = is_instance(machine, value, types)
    return decided if decided is not None else unknown("isinstance", "the type of a value that is not known", site)


@MODELS.model("callable")
def _callable(machine: Machine, site: Site, value: Value) -> Value:
    if isinstance(value, Unknown):
        return unknown("callable", "a value that is not known", site)
    if isinstance(value, InstanceValue):
        return any("__call__" in c.names.state for c in value.cls.lineage)
    return not isinstance(value, (*_NUMBERS, str, bytes, tuple, ListValue, DictValue, type(None)))


@MODELS.model("hasattr")
def _hasattr(machine: Machine, site: Site, value: Value, name: Value) -> Value:
    from ckptlens.interp.access import find_attribute

    if isinstance(value, Unknown) or not isinstance(name, str):
        return unknown("hasattr", "the attributes of a value that is not known", site)
    try:
        found = find_attribute(machine, value, name, site)
    except ProgramError:
        return False
    return found is not MISSING


@MODELS.model("getattr")
def _getattr(machine: Machine, site: Site, value: Value, name: Value, default: Value = MISSING) -> Value:
    from ckptlens.interp.access import attribute, find_attribute

    if not isinstance(name, str):
        machine.gap(site, "getattr with an unknown name")
        return unknown("attribute", "getattr with an unknown name", site, callable_gap=True)
    if default is MISSING:
        return attribute(machine, value, name, site)
    try:
        found = find_attribute(machine, value, name, site)
    except ProgramError:
        return default
    return default if found is MISSING else found


@MODELS.model("setattr")
def _setattr(machine: Machine, site: Site, holder: Value, name: Value, value: Value) -> Value:
    from ckptlens.interp.access import set_attribute

    if isinstance(name, str):
        set_attribute(machine, holder, name, value, site)
    elif isinstance(holder, InstanceValue):
        machine.trail.set(holder.state, "__open__", value=True)
    return None


@MODELS.model("vars")
def _vars(machine: Machine, site: Site, value: Value = None) -> Value:
    return DictValue(value.state) if isinstance(value, InstanceValue) else unknown("vars", "vars of a value that is not followed", site)


@MODELS.model("globals")
def _globals(machine: Machine, site: Site) -> Value:
    return DictValue(site.scope.module.names.state)


@MODELS.model("locals")
def _locals(machine: Machine, site: Site) -> Value:
    return DictValue(dict(site.scope.names.state))


_TYPE_NAMES: dict[type, str] = {
    str: "str",
    Template: "str",
    tuple: "tuple",
    ListValue: "list",
    DictValue: "dict",
    SetValue: "set",
}


@MODELS.model("type")
def _type(machine: Machine, site: Site, value: Value, *rest: Value) -> Value:
    if isinstance(value, InstanceValue):
        return value.cls
    name = _TYPE_NAMES.get(type(value), type(value).__name__)
    return MODELS.get(name, unknown("type", "the type of a value that is not known", site))


@MODELS.model("super")
def _super(machine: Machine, site: Site, cls: Value = None, receiver: Value = None) -> Value:
    if isinstance(cls, ClassValue):
        return SuperValue(cls, receiver)
    scope = site.scope
    while scope is not None:
        function = _running(machine, scope)
        if function is not None:
            first = function.parameters[0].name if function.parameters else "self"
            found = scope.names.state.get(first)
            owner = _owner(found, function)
            if owner is not None:
                return SuperValue(owner, found)
        scope = scope.parent
    return unknown("super()", "super outside a method", site, callable_gap=True)


def _running(machine: Machine, scope: Scope) -> ir.Function | None:
    return next((f.code for f in reversed(machine.frames) if f.scope is scope), None)


def _owner(receiver: Value, function: object) -> ClassValue | None:
    cls = receiver.cls if isinstance(receiver, InstanceValue) else receiver
    if not isinstance(cls, ClassValue):
        return None
    for base in cls.lineage:
        for member in base.names.state.values():
            inner = member
            while isinstance(inner, Wrapper):
                inner = inner.function
            if isinstance(inner, FunctionValue) and inner.code is function:
                return base
    return None


@MODELS.model("property")
def _property(machine: Machine, site: Site, getter: Value = None, setter: Value = None, *rest: Value) -> Value:
    return Wrapper("property", getter, setter)


@MODELS.model("staticmethod")
def _staticmethod(machine: Machine, site: Site, function: Value) -> Value:
    return Wrapper("staticmethod", function)


@MODELS.model("classmethod")
def _classmethod(machine: Machine, site: Site, function: Value) -> Value:
    return Wrapper("classmethod", function)


@MODELS.model("iter")
def _iter(machine: Machine, site: Site, iterable: Value, *rest: Value) -> Value:
    items = iterate(machine, iterable, site)
    return items if isinstance(items, Many) else new_list(tuple(items))


@MODELS.model("next")
def _next(machine: Machine, site: Site, iterator: Value, default: Value = MISSING) -> Value:
    if isinstance(iterator, ListValue):
        items = iterator.items
        if items:
            machine.trail.set(iterator.state, "items", items[1:])
            return items[0]
        if default is not MISSING:
            return default
        raise ProgramError("StopIteration", "", site.location)
    found = iterate(machine, iterator, site)
    if isinstance(found, Many):
        return found.element
    return found[0] if found else default


@MODELS.model("id", "hash", "input", "open", "dir", "memoryview", "bytearray", "compile", "eval", "__import__")
def _unmodelled(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    return unknown("value", "the result of a builtin that is not modelled", site)


@MODELS.model("print", "exit", "quit", "help", "breakpoint", "reload")
def _nothing(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    return None


@MODELS.model("exec", "execfile")
def _exec(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    machine.gap(site, "exec runs code that is not followed")
    return None


def _exceptions() -> None:
    from ckptlens.interp.errors import ExceptionValue

    for name, value in vars(builtins).items():
        if isinstance(value, type) and issubclass(value, BaseException):

            def make(machine: Machine, arguments: Arguments, site: Site, name: str = name) -> Value:
                return ExceptionValue(name, arguments.positional)

            MODELS[name] = HostFunction(name, make)


_exceptions()
BUILTINS: dict[str, Value] = {
    **MODELS,
    "bytes": HostFunction("bytes", MODELS["str"].run),
    "object": HostFunction("object", MODELS["print"].run),
    "basestring": HostFunction("basestring", MODELS["str"].run),
    "NotImplemented": BoundMethod(None, None),
    "__debug__": True,
}
