"""What objects inherit from ``tf.Module``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import one_argument
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostFunction, InstanceValue, Value, new_list
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.objects import all_variables, is_module
from ckptlens.tf_api.registry import CONSTANTS
from ckptlens.tf_api.scopes import NameScopeContext

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.tf_api.objects import Edge


def module_attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
    """An attribute that ``tf.Module`` gives to its objects; MISSING when there is none of that name."""
    match name:
        case "__init__":
            return HostFunction(name, lambda machine, arguments, site: None)
        case "variables" | "trainable_variables" | "non_trainable_variables":
            found = all_variables(machine, instance)
            wanted = {"variables": (True, False), "trainable_variables": (True,), "non_trainable_variables": (False,)}[name]
            return new_list(tuple(v for v in found if v.trainable in wanted))
        case "submodules":
            return tuple(v for v in instance.state.values() if is_module(v))
        case "name_scope":
            return NameScopeContext(_snake(instance.cls.name))
        case "name":
            return _snake(instance.cls.name)
        case _:
            return MISSING


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


def _edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    return [(k, v) for k, v in instance.state.items() if isinstance(k, str)]


BASES["tf.Module"] = BaseClass(module_attribute, edges=_edges)
CONSTANTS["tf.Module.with_name_scope"] = one_argument("tf.Module.with_name_scope", lambda machine, site, method: method)
