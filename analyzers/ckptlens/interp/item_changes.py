"""Setting and deleting items and slices."""

from __future__ import annotations

from ckptlens.interp.calls import call
from ckptlens.interp.iteration import any_of
from ckptlens.interp.lineage import api_bases, find_in_class, unknown_base
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.merge import join
from ckptlens.interp.payload import plain
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import (
    Choice,
    DictValue,
    HostObject,
    InstanceValue,
    ListValue,
    Many,
    SliceValue,
    Unknown,
    Value,
    put_items,
)
from ckptlens.template import Template


def set_item(machine: Machine, container: Value, index: Value, value: Value, site: Site) -> None:
    """``container[index] = value``."""
    match container:
        case DictValue():
            machine.trail.set(container.state, index, value)
            if isinstance(index, (Unknown, Choice)):
                machine.trail.set(container.flags, "open", value=True)
            container.changed(machine, index)
        case ListValue():
            _set_list_item(machine, container, index, value, site)
        case InstanceValue():
            method, inner = find_in_class(container.cls, "__setitem__"), plain(container)
            if method is not MISSING:
                call(machine, method, Arguments((container, index, value)), site)
            elif inner is not container:
                set_item(machine, inner, index, value, site)
            elif unknown_base(container.cls) is None and not any(api_bases(container.cls)):
                raise ProgramError("TypeError", f"'{container.cls.name}' object does not support item assignment", site.location)
        case HostObject():
            if not container.set_attribute(machine, "[]", (index, value), site):
                machine.gap(site, "setting an item of this object is not followed")
        case tuple() | str() | bytes():
            raise ProgramError("TypeError", "this object does not support item assignment", site.location)
        case _:
            return


def _set_list_item(machine: Machine, container: ListValue, index: Value, value: Value, site: Site) -> None:
    items = list(container.items)
    if isinstance(index, SliceValue):
        _set_slice(machine, container, index, value, site)
    elif isinstance(index, int):
        if -len(items) <= index < len(items):
            items[index] = value
            put_items(machine, container, tuple(items))
        elif not container.state.get("open"):
            raise ProgramError("IndexError", "list assignment index out of range", site.location)
        else:
            put_items(machine, container, (*items, value))
    else:
        few = len(items) <= machine.limits.loop_turns
        changed = tuple(join(machine, old, value) for old in items) if few else (any_of(machine, tuple(items)),)
        put_items(machine, container, changed or (value,))
        if not items or not few:
            machine.trail.set(container.state, "open", value=True)


def _set_slice(machine: Machine, container: ListValue, index: SliceValue, value: Value, site: Site) -> None:
    from ckptlens.interp.iteration import iterate

    given, bounds = iterate(machine, value, site), _bounds(index)
    if isinstance(given, Many) or bounds is None:
        added = (given.element,) if isinstance(given, Many) else given
        put_items(machine, container, (*container.items, *added))
        machine.trail.set(container.state, "open", value=True)
        return
    items = list(container.items)
    try:
        items[bounds] = list(given)
    except ValueError as error:
        raise ProgramError("ValueError", str(error), site.location) from None
    put_items(machine, container, tuple(items))


def _bounds(index: SliceValue) -> slice[int | None, int | None, int | None] | None:
    lower, upper, step = index.lower, index.upper, index.step
    if isinstance(lower, int | None) and isinstance(upper, int | None) and isinstance(step, int | None):
        return slice(lower, upper, step)
    return None


def delete_item(machine: Machine, container: Value, index: Value, site: Site) -> None:
    """``del container[index]``."""
    bounds = _bounds(index) if isinstance(index, SliceValue) else index if isinstance(index, int) else None
    match container:
        case DictValue():
            _delete_key(machine, container, index, site)
        case ListValue() if bounds is not None:
            _delete_places(machine, container, bounds, site)
        case InstanceValue():
            method, inner = find_in_class(container.cls, "__delitem__"), plain(container)
            if method is not MISSING:
                call(machine, method, Arguments((container, index)), site)
            elif inner is not container:
                delete_item(machine, inner, index, site)
            else:
                machine.gap(site, "this deletion is not followed")
        case Unknown():
            return
        case _:
            machine.gap(site, "this deletion is not followed")


def _delete_key(machine: Machine, container: DictValue, index: Value, site: Site) -> None:
    unsure = container.open or isinstance(index, (Unknown, Choice, Template, InstanceValue))
    if index not in container.state and not unsure and not any(isinstance(k, (Unknown, Choice)) for k in container.state):
        raise ProgramError("KeyError", str(index), site.location)
    if index not in container.state and isinstance(index, (Unknown, Choice, Template)):
        machine.trail.set(container.flags, "open", value=True)
    machine.trail.remove(container.state, index)
    container.changed(machine, index)


def _delete_places(machine: Machine, container: ListValue, place: int | slice[int | None, int | None, int | None], site: Site) -> None:
    items = list(container.items)
    try:
        del items[place]
    except IndexError:
        if container.state.get("open"):
            return
        raise ProgramError("IndexError", "list assignment index out of range", site.location) from None
    put_items(machine, container, tuple(items))
