"""Methods of text, lists, dicts, sets and tuples."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Concatenate, cast

from ckptlens.interp.host import Registry, host_function, one_argument
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate, format_call, text_of
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, ListValue, Many, SetValue, Text, Value, Wrapper, is_tuple, new_list, new_set
from ckptlens.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.trail import State

LIST, DICT, SET, TEXT = Registry(), Registry(), Registry(), Registry()


def method_of(value: Value, name: str) -> Value:
    """The bound method of a builtin value; MISSING when the type has none of that name."""
    if is_tuple(value):
        return _bound(LIST, value, name) if name in ("index", "count") else MISSING
    match value:
        case str() if name == "format":
            return HostFunction("format", lambda machine, arguments, site: format_call(machine, value, arguments, site))
        case str() if name not in TEXT:
            return _plain(value, name)
        case str() | Template():
            return _bound(TEXT, value, name)
        case ListValue():
            return _bound(LIST, value, name)
        case DictValue():
            return _bound(DICT, value, name)
        case SetValue():
            return _bound(SET, value, name)
        case Wrapper(kind="property") if name in ("setter", "getter", "deleter"):
            return one_argument(name, lambda machine, site, function: Wrapper("property", value.function, function))
        case int() | float() | bytes() | complex():
            return _plain(value, name)
        case HostFunction() if name in ("__name__", "__module__"):
            return value.name
        case HostFunction(name="dict") if name == "fromkeys":
            return HostFunction("fromkeys", host_function("fromkeys", _fromkeys).run)
        case HostFunction(name="str") if name in TEXT or hasattr(str, name):
            return HostFunction(name, partial(_unbound, name))
        case _:
            return MISSING


def _unbound(name: str, machine: Machine, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.calls import call

    if not arguments.positional:
        raise ProgramError("TypeError", f"unbound method str.{name}() needs an argument", site.location)
    method = method_of(arguments.positional[0], name)
    return call(machine, method, Arguments(arguments.positional[1:], arguments.keywords), site)


def _fromkeys(machine: Machine, site: Site, keys: Value, value: Value = None) -> Value:
    items = iterate(machine, keys, site)
    return DictValue({}, open=True) if isinstance(items, Many) else DictValue(dict.fromkeys(items, value))


def _bound(registry: Registry, value: Value, name: str) -> Value:
    model = registry.get(name)
    if model is None:
        return MISSING if not isinstance(value, Template) else unknown(f"text.{name}", "a method of a text with holes", None)
    return HostFunction(name, lambda machine, arguments, site: model.run(machine, arguments.prepended(value), site))


def _plain(value: str | float | bytes | complex, name: str) -> Value:
    """A method of a constant: run for real when all arguments are constants."""
    found: object = getattr(value, name, MISSING)
    if not callable(found):
        return found

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        constants = list(map(_constant, arguments.positional))
        if MISSING in constants or arguments.keywords:
            return unknown(f"{name}()", f"{name} of a value that is not known", site)
        try:
            result: object = found(*constants)
        except (TypeError, ValueError, IndexError, KeyError, LookupError) as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
        return new_list(tuple(cast("list[Value]", result))) if isinstance(result, list) else result

    return HostFunction(name, run)


def _constant(value: Value) -> object:
    if is_tuple(value):
        return value if all(isinstance(v, (str, int)) for v in value) else MISSING
    return value if isinstance(value, (str, int, float, bytes, type(None))) else MISSING


@TEXT.model("join")
def _join(machine: Machine, site: Site, separator: Text, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return unknown("joined", "text joined from an unknown number of parts", site)
    parts: list[Text] = []
    for item in items:
        parts += [text_of(item)] if not parts else [separator, text_of(item)]
    return concatenate(parts)


def _list_change(name: str, change: Callable[Concatenate[tuple[Value, ...], ...], tuple[Value, ...]]) -> None:
    @LIST.model(name)
    def run(machine: Machine, site: Site, value: ListValue, *arguments: Value) -> Value:
        machine.trail.set(value.state, "items", change(value.items, *arguments))
        return None


def _appended(items: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    return (*items, value)


def _inserted(items: tuple[Value, ...], index: Value, value: Value) -> tuple[Value, ...]:
    at = index if isinstance(index, int) else len(items)
    return (*items[:at], value, *items[at:])


def _removed(items: tuple[Value, ...], value: Value) -> tuple[Value, ...]:
    index = next((i for i, item in enumerate(items) if item is value or item == value), None)
    return items if index is None else (*items[:index], *items[index + 1 :])


_list_change("append", _appended)
_list_change("insert", _inserted)
_list_change("remove", _removed)
_list_change("reverse", lambda items: tuple(reversed(items)))
_list_change("clear", lambda items: ())


@LIST.model("extend")
def _extend(machine: Machine, site: Site, value: ListValue, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        machine.trail.set(value.state, "open", value=True)
        items = (items.element,)
    machine.trail.set(value.state, "items", (*value.items, *items))
    return None


@LIST.model("sort")
def _sort(machine: Machine, site: Site, value: ListValue, key: Value = None, reverse: Value = False) -> Value:
    from ckptlens.interp.builtins import MODELS
    from ckptlens.interp.calls import call

    ordered = call(machine, MODELS["sorted"], Arguments((value,), {"key": key, "reverse": reverse}), site)
    if isinstance(ordered, ListValue):
        machine.trail.set(value.state, "items", ordered.items)
    return None


@LIST.model("pop")
def _pop(machine: Machine, site: Site, value: ListValue, index: Value = -1) -> Value:
    items = value.items
    if not isinstance(index, int) or not -len(items) <= index < len(items):
        return unknown("item", "an item popped at an index that is not known", site)
    place = index % len(items)
    machine.trail.set(value.state, "items", (*items[:place], *items[place + 1 :]))
    return items[place]


@LIST.model("index")
def _index(machine: Machine, site: Site, value: Value, wanted: Value) -> Value:
    items = iterate(machine, value, site)
    if isinstance(items, Many) or wanted not in items:
        return unknown("index", "the index of a value that is not known", site)
    return items.index(wanted)


@LIST.model("count")
def _count(machine: Machine, site: Site, value: Value, wanted: Value) -> Value:
    items = iterate(machine, value, site)
    return unknown("count", "a count that is not known", site) if isinstance(items, Many) else items.count(wanted)


@LIST.model("copy")
def _copy(machine: Machine, site: Site, value: ListValue) -> Value:
    return ListValue(dict(value.state))


@DICT.model("get")
def _get(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = None) -> Value:
    from ckptlens.interp.access import subscript
    from ckptlens.interp.equality import contains

    held = contains(machine, key, value, site)
    if held is False:
        return default
    return subscript(machine, DictValue(value.state, None, value.open), key, site)


@DICT.model("setdefault")
def _setdefault(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = None) -> Value:
    if key not in value.state:
        machine.trail.set(value.state, key, default)
    return value.state[key]


@DICT.model("pop")
def _dict_pop(machine: Machine, site: Site, value: DictValue, key: Value, default: Value = MISSING) -> Value:
    found = value.state.get(key, default)
    machine.trail.remove(value.state, key)
    if found is MISSING:
        if value.open:
            return unknown(f"item[{key}]", "an item under a key that is not known", site)
        raise ProgramError("KeyError", str(key), site.location)
    return found


@DICT.model("update")
def _update(machine: Machine, site: Site, value: DictValue, source: Value = (), **named: Value) -> Value:
    from ckptlens.interp.builtins import MODELS
    from ckptlens.interp.calls import call

    other = call(machine, MODELS["dict"], Arguments((source,), named), site)
    if isinstance(other, DictValue):
        for key, item in other.state.items():
            machine.trail.set(value.state, key, item)
        value.open = value.open or other.open
    return None


@DICT.model("keys", "iterkeys")
def _keys(machine: Machine, site: Site, value: DictValue) -> Value:
    return Many(unknown("key", "a key of a dict that is not known whole", site)) if value.open else tuple(value.state)


@DICT.model("values", "itervalues")
def _values(machine: Machine, site: Site, value: DictValue) -> Value:
    return (
        Many(unknown("value", "a value of a dict that is not known whole", site, callable_gap=True))
        if value.open
        else tuple(value.state.values())
    )


@DICT.model("items", "iteritems")
def _items(machine: Machine, site: Site, value: DictValue) -> Value:
    if value.open:
        return Many(
            (
                unknown("key", "a key of a dict that is not known whole", site),
                unknown("value", "a value of a dict that is not known whole", site),
            )
        )
    return tuple(value.state.items())


@DICT.model("copy", "_asdict")
def _dict_copy(machine: Machine, site: Site, value: DictValue) -> Value:
    return DictValue(dict(value.state), value.default, value.open)


@DICT.model("clear")
def _dict_clear(machine: Machine, site: Site, value: DictValue) -> Value:
    for key in list(value.state):
        machine.trail.remove(value.state, key)
    return None


@DICT.model("has_key")
def _has_key(machine: Machine, site: Site, value: DictValue, key: Value) -> Value:
    return key in value.state


@SET.model("add")
def _add(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.set(value.state, item, None)
    return None


@SET.model("discard", "remove")
def _discard(machine: Machine, site: Site, value: SetValue, item: Value) -> Value:
    machine.trail.remove(value.state, item)
    return None


@SET.model("update")
def _set_update(machine: Machine, site: Site, value: SetValue, *others: Value) -> Value:
    for other in others:
        items = iterate(machine, other, site)
        for item in () if isinstance(items, Many) else items:
            machine.trail.set(value.state, item, None)
    return None


def _set_algebra(name: str, keep: Callable[[State, State], State]) -> None:
    @SET.model(name)
    def run(machine: Machine, site: Site, value: SetValue, other: Value) -> Value:
        items = iterate(machine, other, site)
        if isinstance(items, Many):
            return unknown("set", "a set that is not known", site)
        return SetValue(keep(value.state, new_set(items).state))


_set_algebra("intersection", lambda mine, others: {k: None for k in mine if k in others})
_set_algebra("difference", lambda mine, others: {k: None for k in mine if k not in others})
_set_algebra("union", lambda mine, others: {**mine, **others})
