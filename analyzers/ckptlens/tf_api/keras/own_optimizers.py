"""Optimizer classes of the program that derive from those of Keras.

The inherited part is a `KerasOptimizer` beside the object; it calls the ``build`` of the object's class where there is one.
Source: ``Optimizer.build`` and ``add_variable_from_reference`` of ``keras/src/optimizers/optimizer.py`` (2.15), of
``keras/src/optimizers/base_optimizer.py`` (3.15). Cases: keras_own_optimizers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.host import host_function
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import FunctionValue, HostFunction, InstanceValue, ListValue, Text, Value, is_tuple, new_list
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.keras.generation import keras_names
from ckptlens.tf_api.keras.optimizer_classes import family_of, new_optimizer
from ckptlens.tf_api.keras.optimizer_methods import listed_variables, optimizer_attribute, set_optimizer_attribute
from ckptlens.tf_api.keras.optimizer_specs import BASE_SPECS, NAMES, SPECS, Family, OptimizerSpec
from ckptlens.tf_api.keras.optimizer_variables import build_inherited, make, slot_name
from ckptlens.tf_api.keras.optimizers import OWN, KerasOptimizer, optimizer_of
from ckptlens.tf_api.keras.schedules import is_schedule
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.variables import VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.objects import Edge

_SCOPED = "scoped"
_LEGACY_HOOKS = ("_create_slots", "_create_hypers", "_create_all_weights", "_prepare")


class OwnOptimizer(KerasOptimizer, Struct, eq=False):
    """The inherited part of an object whose class derives from a Keras optimizer."""

    owner: InstanceValue | None = None

    def build_around(self, machine: Machine, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
        """Build for these variables, by the ``build`` of the object's class where it has one."""
        from ckptlens.interp.calls import call as call_value

        method = find_in_class(self.owner.cls, "build") if self.owner is not None else MISSING
        if not isinstance(method, FunctionValue):
            build_inherited(machine, self, trained, site, scope=scope)
            return
        machine.trail.set(self.state, _SCOPED, scope)
        call_value(machine, method, Arguments((self.owner, new_list(tuple(trained)))), site)
        machine.trail.set(self.state, _SCOPED, value=False)

    @property
    def face(self) -> Value:
        """The object of the program."""
        return self.owner

    @property
    def is_scoped(self) -> bool:
        """Whether the ``build`` that runs does so in a name scope of the optimizer's name (``apply_gradients``)."""
        return self.state.get(_SCOPED) is True


def _initialise(base: str, instance: InstanceValue, machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``Base.__init__(self, ...)``."""
    family = family_of(machine, base)
    spec = _spec(family, base.rpartition(".")[2])
    if spec is None:
        machine.gap(site, f"an optimizer that derives from {base} is not followed")
        return None
    if family is Family.LEGACY and any(find_in_class(instance.cls, hook) is not MISSING for hook in _LEGACY_HOOKS):
        machine.gap(site, f"the variables that an optimizer of class {instance.cls.name} makes itself")
    made = new_optimizer(machine, spec, family, arguments, site, cls=instance.cls.name)
    own = OwnOptimizer(made.spec, made.family, made.name, made.options, made.state, made.edges_held, instance)
    machine.trail.set(instance.foreign, OWN, own)
    return None


def _spec(family: Family, name: str) -> OptimizerSpec | None:
    return BASE_SPECS.get(family) if name == "Optimizer" else SPECS[family].get(name)


def _attribute(base: str, machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name == "__init__":
        return HostFunction(name, partial(_initialise, base, instance))
    held = instance.foreign.get(OWN)
    if not isinstance(held, OwnOptimizer) or name == "__setattr__":
        return MISSING
    if name == "_built" and held.spec.name == "Optimizer":
        return False
    if name in _MAKING:
        return host_function(name, partial(_MAKING[name], held))
    if name == "build":
        return host_function(name, partial(_build, held))
    return optimizer_attribute(machine, held, name)


def _build(own: OwnOptimizer, machine: Machine, site: Site, var_list: Value = None, variables: Value = None) -> Value:
    """``super().build(variables)``; also ``optimizer.build(variables)`` where the class has no other."""
    trained = listed_variables(machine, var_list if var_list is not None else variables, site)
    build_inherited(machine, own, trained, site, scope=own.is_scoped)
    return None


def _of_variable(
    own: OwnOptimizer,
    machine: Machine,
    site: Site,
    model_variable: Value = None,
    variable_name: Value = None,
    shape: Value = None,
    initial_value: Value = None,
    *,
    reference_variable: Value = None,
    name: Value = None,
    initializer: Value = None,
) -> Value:
    """``add_variable_from_reference``: a variable of the shape and dtype of another."""
    of = model_variable if model_variable is not None else reference_variable
    if not isinstance(of, VariableValue):
        machine.gap(site, "the variable for which an optimizer makes another is not known")
        return None
    other = shape_of(shape) if shape is not None and own.family is Family.NEW else of.shape
    text = _text(variable_name if variable_name is not None else name)
    made = make(machine, own, site, slot_name(own, text, of, scope=own.is_scoped), other, of.dtype, of)
    own.hold(machine, None, made, listed=True)
    return made


def _of_shape(
    own: OwnOptimizer, machine: Machine, site: Site, shape: Value, *rest: Value, dtype: Value = None, name: Value = None, **named: Value
) -> Value:
    """``add_variable``: a variable of the optimizer itself."""
    made = make(machine, own, site, concatenate([own.name, "/", _text(name)]), shape_of(shape), dtype_name(dtype) or "float32")
    own.hold(machine, None, made, listed=True)
    return made


def _of_variables(
    own: OwnOptimizer, machine: Machine, site: Site, trainable_variables: Value, name: Value, initializer: Value = None
) -> Value:
    """``add_optimizer_variables`` of Keras 3: a list, or a tuple of lists for several names."""
    trained = listed_variables(machine, trainable_variables, site)
    if not isinstance(name, ListValue) and not is_tuple(name):
        return new_list(tuple(_of_variable(own, machine, site, v, name) for v in trained))
    names = name.items if isinstance(name, ListValue) else name
    rows = [[_of_variable(own, machine, site, v, each) for each in names] for v in trained]
    return tuple(new_list(tuple(row[i] for row in rows)) for i in range(len(names)))


def _learning_rate(own: OwnOptimizer, machine: Machine, site: Site, learning_rate: Value) -> Value:
    """``_build_learning_rate`` of Keras 2: the variable that a class keeps as ``_learning_rate``, or the schedule that it was given."""
    scheduled = is_schedule(learning_rate)
    made = make(machine, own, site, "learning_rate")
    own.hold(machine, "_current_learning_rate" if scheduled else "_learning_rate", made, listed=False)
    return learning_rate if scheduled else made


_MAKING = {
    "add_variable_from_reference": _of_variable,
    "add_variable": _of_shape,
    "add_optimizer_variables": _of_variables,
    "_build_learning_rate": _learning_rate,
}


def _text(value: Value) -> Text:
    return entered_scope(value) or "variable"


def _edges(machine: Machine, instance: InstanceValue) -> list[Edge] | None:
    held = optimizer_of(instance)
    return held.edges(machine) if held is not None else []


def _set(machine: Machine, instance: InstanceValue, name: str, value: Value, site: Site) -> None:
    held = optimizer_of(instance)
    if held is not None and name in ("learning_rate", "lr", "iterations"):
        set_optimizer_attribute(machine, held, name, value, site)
        return
    if held is not None and isinstance(value, VariableValue) and not any(value is v for v in held.edges_held.values()):
        machine.trail.set(held.edges_held, name, value)
    machine.trail.set(instance.state, name, value)


def _register(short: str) -> None:
    for name in keras_names(short):
        BASES[name] = BaseClass(partial(_attribute, name), edges=_edges, set_attribute=_set, part=optimizer_of)


for _name in (*NAMES, "Optimizer"):
    for _module in ("optimizers", "optimizers.legacy", "optimizers.experimental"):
        _register(f"{_module}.{_name}")
