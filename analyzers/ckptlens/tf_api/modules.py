"""``tf.Module``: what it gives to its objects, and which of their attributes checkpoints follow.

Source: ``tensorflow/python/module/module.py`` and ``trackable/autotrackable.py`` (__setattr__, __delattr__), TF 1.15 to 2.21.
Cases: ckpt_module_private_and_nested, obj_module_*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.payload import attributes_of
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, Entries
from ckptlens.interp.values import ApiValue, ClassValue, HostFunction, HostObject, InstanceValue, Namespace, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.containers import is_trackable, wrapped
from ckptlens.tf_api.objects import all_variables, is_module
from ckptlens.tf_api.registry import CONSTANTS, Call, api
from ckptlens.tf_api.scopes import NameScopeContext
from ckptlens.tf_api.structures import flattened

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.trail import State
    from ckptlens.interp.values import Text
    from ckptlens.tf_api.objects import Edge

_EDGES = "edges"
_NAME = "module name"
_SCOPE = "module scope"
_WANTED = {"variables": (True, False), "trainable_variables": (True,), "non_trainable_variables": (False,)}
_WORD = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def module_attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
    """An attribute that ``tf.Module`` gives to its objects; MISSING when there is none of that name."""
    match name:
        case "__init__":
            return HostFunction(name, lambda machine, given, site: _initialized(machine, instance, given.get(0, "name"), site))
        case "variables" | "trainable_variables" | "non_trainable_variables":
            return tuple(v for v in all_variables(machine, instance) if v.trainable in _WANTED[name])
        case "submodules":
            return tuple(_submodules(instance, [instance]))
        case "name_scope":
            return NameScopeContext(_text(instance.foreign.get(_SCOPE), concatenate([_snake(instance.cls.name), "/"])))
        case "name" | "_name":
            return instance.foreign.get(_NAME, _snake(instance.cls.name))
        case _:
            return MISSING


def _text(value: Value, default: Text) -> Text:
    from ckptlens.template import Template

    return value if isinstance(value, (str, Template)) else default


def _initialized(machine: Machine, instance: InstanceValue, name: Value, site: Site) -> Value:
    """The name scope is opened once, so that its name is taken."""
    chosen = _text(name, _snake(instance.cls.name))
    scope = NameScopeContext(chosen)
    full = scope.enter(machine, site)
    scope.leave(machine)
    machine.trail.set(instance.foreign, _NAME, chosen)
    machine.trail.set(instance.foreign, _SCOPE, full)
    return None


def _snake(name: str) -> str:
    return _WORD.sub(r"_\1", name).lower()


def _submodules(instance: InstanceValue, seen: list[Value]) -> list[Value]:
    state = attributes_of(instance)
    found: list[Value] = []
    for name in sorted(state, key=str):
        for leaf in flattened(state[name]):
            if is_module(leaf) and not any(leaf is s for s in seen):
                seen.append(leaf)
                found.append(leaf)
    return found + [inner for m in found if isinstance(m, InstanceValue) for inner in _submodules(m, seen)]


def edges_state(instance: InstanceValue) -> State:
    """The tracked edges of an object, in the order in which they were made."""
    found = instance.foreign.setdefault(_EDGES, {})
    assert isinstance(found, dict)
    return found  # pyright: ignore[reportUnknownVariableType]


def track(machine: Machine, edges: State, name: str, value: Value) -> Value:
    """``object.name = value``: what the attribute then holds. An edge is replaced in its place; what is no trackable object leaves it."""
    held = wrapped(machine, value)
    if is_trackable(held):
        machine.trail.set(edges, name, held)
    return held


def _set(machine: Machine, instance: InstanceValue, name: str, value: Value, site: Site) -> None:
    state = attributes_of(instance)
    if name in state and state[name] is value:
        return
    machine.trail.set(state, name, track(machine, edges_state(instance), name, value))


def _delete(machine: Machine, instance: InstanceValue, name: str) -> None:
    machine.trail.remove(edges_state(instance), name)


def _edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    return [(k, v) for k, v in edges_state(instance).items() if isinstance(k, str)]


MODULE = BaseClass(module_attribute, edges=_edges, set_attribute=_set, delete_attribute=_delete)
BASES["tf.Module"] = MODULE


@api("tf.Module")
def module(call: Call, name: Value = None) -> Value:
    """A plain module, whose attributes the program sets."""
    cls = ClassValue("Module", (ApiValue("tf.Module"),), Namespace({}), (), call.site.location, call.site.scope.module)
    made = InstanceValue(_own_lineage(cls), Entries())
    _initialized(call.machine, made, name, call.site)
    return made


def _own_lineage(cls: ClassValue) -> ClassValue:
    cls.lineage = (cls,)
    return cls


class NamedScopeMethod(HostObject, Struct, frozen=True):
    """A method under ``tf.Module.with_name_scope``."""

    method: Value
    binds: bool = True

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        receiver = arguments.positional[0] if arguments.positional else None
        if not isinstance(receiver, InstanceValue):
            return call_value(machine, self.method, arguments, site)
        scope = module_attribute(machine, receiver, "name_scope")
        assert isinstance(scope, NameScopeContext)
        scope.enter(machine, site)
        try:
            return call_value(machine, self.method, arguments, site)
        finally:
            scope.leave(machine)


CONSTANTS["tf.Module.with_name_scope"] = HostFunction(
    "tf.Module.with_name_scope", lambda machine, arguments, site: NamedScopeMethod(arguments.get(0, "method"))
)
