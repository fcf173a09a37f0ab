"""Classes of the program that derive from Keras's classes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, FunctionValue, HostFunction, InstanceValue, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.keras.attributes import layer_attribute, set_layer_attribute
from ckptlens.tf_api.keras.calling import call_layer, layer_scope
from ckptlens.tf_api.keras.construct import construct, core_for, require_arguments
from ckptlens.tf_api.keras.core import CORE, Core
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_names
from ckptlens.tf_api.keras.tracking import edges_of

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.spec import Spec
    from ckptlens.tf_api.objects import Edge


def _core(machine: Machine, spec: Spec, instance: InstanceValue) -> Core:
    base = next((b.name for c in instance.cls.lineage for b in c.bases if isinstance(b, ApiValue)), "tf.keras.Model")
    return core_for(machine, instance, spec, generation_of(machine, base))


def _initialise(spec: Spec, instance: InstanceValue, machine: Machine, arguments: Arguments, site: Site) -> Value:
    core = _core(machine, spec, instance)
    if arguments.positional and arguments.positional[0] is instance:
        arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    require_arguments(core.generation, core.spec.name, arguments, site)
    construct(machine, core, arguments, site)
    method = find_in_class(instance.cls, "build")
    if core.generation is Generation.V3 and isinstance(method, FunctionValue):
        machine.trail.set(instance.state, "build", HostFunction("build", partial(_build, core, method)))
    return None


def _build(core: Core, method: FunctionValue, machine: Machine, arguments: Arguments, site: Site) -> Value:
    """The program's ``build``, in the name scope of its layer: the wrapper that ``Layer.__new__`` of Keras 3 puts around it."""
    if core.state.get("building"):
        return call_value(machine, method, arguments.prepended(core.owner), site)
    machine.trail.set(core.state, "building", value=True)
    with layer_scope(machine, core):
        made = call_value(machine, method, arguments.prepended(core.owner), site)
    machine.trail.set(core.state, "building", value=False)
    machine.trail.set(core.state, "built", value=True)
    return made


def _attribute(spec: Spec, machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, partial(_initialise, spec, instance))
    if name == "__setattr__":
        return MISSING
    return layer_attribute(machine, _core(machine, spec, instance), name)


def _call(spec: Spec, machine: Machine, instance: InstanceValue, arguments: Arguments, site: Site) -> Value:
    return call_layer(machine, _core(machine, spec, instance), arguments, site)


def _edges(spec: Spec, machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    if CORE not in instance.foreign:
        return []
    return edges_of(machine, _core(machine, spec, instance))


def _set(spec: Spec, machine: Machine, instance: InstanceValue, name: str, value: Value, site: Site) -> None:
    stored = find_in_class(instance.cls, name)
    if stored is not MISSING and getattr(stored, "kind", "") == "property":
        return
    if not set_layer_attribute(machine, _core(machine, spec, instance), name, value):
        machine.trail.set(instance.state, name, value)


def register_base(short: str, spec: Spec) -> None:
    """Let objects of the program inherit from a Keras class."""
    base = BaseClass(partial(_attribute, spec), partial(_call, spec), partial(_edges, spec), partial(_set, spec))
    for name in keras_names(short):
        BASES[name] = base
