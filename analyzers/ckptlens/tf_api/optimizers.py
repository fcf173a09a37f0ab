"""TF1 optimizers: what ``tf.train.Optimizer`` does, for TensorFlow's own classes and for those that a program derives.

Source: ``tensorflow/python/training/optimizer.py`` (compute_gradients, apply_gradients, _zeros_slot, _create_non_slot_variable),
TF 1.15 to 2.21. Cases: tf1_opt_*, tf115_opt_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.branching import where
from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.presence import presence
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ListValue, Many, Value, is_tuple, new_list
from ckptlens.tf_api.graph import add_to_collection, collection, current_graph, op_full_name
from ckptlens.tf_api.objects import Edge, SlotVariable, TrackedObject
from ckptlens.tf_api.partitioned import PartitionedValue
from ckptlens.tf_api.scopes import NameScopeContext
from ckptlens.tf_api.shapes import shape_of
from ckptlens.tf_api.slots import create_slot
from ckptlens.tf_api.tensors import Tensor, op_name, perhaps, reaches, sources_of, static_shape, value_dtype
from ckptlens.tf_api.variables import GLOBAL, TRAINABLE, VariableValue, note_variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import InstanceValue, Text


class Slot(Struct, frozen=True):
    """A slot that an optimizer makes for each variable: its name in the optimizer, and what stands in its key in place of the
    optimizer's name."""

    name: str
    written: Text | None = None


class Kind(Struct, frozen=True):
    """What an optimizer class makes: `slots` for each trained variable, and variables of its own named in `own`."""

    api: str
    slots: tuple[Slot, ...] = ()
    own: tuple[str, ...] = ()
    create: Callable[[Machine, Site, OptimizerValue, list[VariableValue]], None] | None = None
    """Makes the slots where they depend on more than the class."""


class OptimizerValue(TrackedObject, Struct, eq=False):
    """A TF1 optimizer; `owner` is the object of the program whose class derives from it.

    `state` maps (slot name, uid of a trained variable) to slots, and names of its own variables to these.
    """

    kind: Kind
    name: Text
    arguments: State = field(default_factory=dict[object, object])
    state: State = field(default_factory=dict[object, object])
    owner: InstanceValue | None = None

    def attribute(self, machine: Machine, name: str) -> Value:
        method = self._methods().get(name)
        if method is not None:
            return host_function(name, method)
        match name:
            case "_name":
                return self.name
            case "_lr_t" | "_beta1_t" | "_beta2_t" | "_epsilon_t" | "_momentum_tensor" | "_learning_rate_tensor" | "_decay_tensor":
                return Tensor((), "float32")
            case "_lr" if "learning_rate" in self.arguments:
                return self.arguments["learning_rate"]
            case "GATE_NONE" | "GATE_OP" | "GATE_GRAPH":
                return ("GATE_NONE", "GATE_OP", "GATE_GRAPH").index(name)
            case _:
                return self.arguments.get(name.removeprefix("_"), MISSING) if name.startswith("_") else MISSING

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        if name in self._methods():
            return False
        machine.trail.set(self.arguments, name.removeprefix("_"), value)
        return True

    def _methods(self) -> dict[str, Callable[..., Value]]:
        return {
            "minimize": self.minimize,
            "compute_gradients": self.compute_gradients,
            "apply_gradients": self.apply_gradients,
            "get_slot": self.get_slot,
            "get_slot_names": self._get_slot_names,
            "get_name": self._get_name,
            "variables": self._variables,
            "_create_slots": self._create_slots,
            "_zeros_slot": self._zeros_slot,
            "_get_or_make_slot": self._get_or_make_slot,
            "_get_or_make_slot_with_initializer": self._get_or_make_slot_with_initializer,
            "_create_non_slot_variable": self._create_non_slot_variable,
            "_get_non_slot_variable": self._get_non_slot_variable,
            "_get_beta_accumulators": self._get_beta_accumulators,
            "_call_if_callable": _call_if_callable,
            **dict.fromkeys(_QUIET, _quiet),
        }

    @property
    def current_name(self) -> Text:
        """The name, also when the program's class gave itself another."""
        found = self.owner.state.get("_name") if self.owner is not None else None
        return self.name if found is None else _text(found)

    def slot_names(self) -> list[str]:
        """The names of the slots made so far, sorted."""
        return sorted({key[0] for key in self.state if is_tuple(key) and isinstance(key[0], str)})

    def made(self) -> tuple[Value, ...]:
        """The variables made so far, by name."""
        return tuple(sorted(self.state.values(), key=lambda v: str(op_name(v))))

    def edges(self, machine: Machine) -> list[Edge]:
        """The variables of its own by name (``Optimizer._trackable_children``)."""
        return [(k, self.state[k]) for k in sorted(k for k in self.state if isinstance(k, str))]

    def slot_variables(self, machine: Machine) -> tuple[SlotVariable, ...]:
        """Its slots, which are written beside the variables that they belong to."""
        made = ((key, slot) for key, slot in self.state.items() if is_tuple(key) and isinstance(slot, VariableValue))
        found = (SlotVariable(uid, str(name), slot) for (name, uid), slot in made if isinstance(uid, int))
        return tuple(sorted(found, key=lambda s: s.name))

    def method(self, machine: Machine, site: Site, name: str) -> Value:
        """A method of the optimizer: the program's own when its class has one."""
        from ckptlens.interp.access import find_attribute

        return find_attribute(machine, self.owner, name, site) if self.owner is not None else self.attribute(machine, name)

    def run(self, machine: Machine, site: Site, name: str, /, *positional: Value, **keywords: Value) -> Value:
        """Call a method of the optimizer, the program's own first."""
        from ckptlens.interp.calls import call

        return call(machine, self.method(machine, site, name), Arguments(positional, keywords), site)

    def minimize(
        self,
        machine: Machine,
        site: Site,
        loss: Value,
        global_step: Value = None,
        var_list: Value = None,
        gate_gradients: Value = 1,
        aggregation_method: Value = None,
        colocate_gradients_with_ops: Value = False,
        name: Value = None,
        grad_loss: Value = None,
    ) -> Value:
        """``minimize``."""
        pairs = self.run(machine, site, "compute_gradients", loss, var_list=var_list)
        return self.run(machine, site, "apply_gradients", pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        machine: Machine,
        site: Site,
        loss: Value,
        var_list: Value = None,
        gate_gradients: Value = 1,
        aggregation_method: Value = None,
        colocate_gradients_with_ops: Value = False,
        grad_loss: Value = None,
    ) -> Value:
        """``compute_gradients``: pairs of a gradient and its variable."""
        graph = current_graph(machine)
        loss = _loss(machine, loss, site)
        chosen = var_list if var_list is not None else new_list(collection(graph, TRAINABLE))
        found = flattened(machine, chosen, site)
        if isinstance(found, Many):
            return Many((Tensor(), found.element), found.bound)
        if not found and graph.number and not machine.facts.gaps:
            raise ProgramError("ValueError", "No variables to optimize.", site.location)
        op_full_name(machine, graph, "gradients")
        return new_list(tuple((gradient(machine, site, loss, v), v) for v in found))

    def apply_gradients(self, machine: Machine, site: Site, grads_and_vars: Value, global_step: Value = None, name: Value = None) -> Value:
        """``apply_gradients``: the slots are made first, then the scope of the update is opened."""
        trained = trained_variables(machine, site, grads_and_vars)
        if trained is None and machine.facts.gaps:
            trained = []
        if trained is None:
            raise ProgramError("ValueError", "No gradients provided for any variable.", site.location)
        self.run(machine, site, "_create_slots", new_list(tuple(trained)))
        opened = NameScopeContext(name if isinstance(name, str) else self.current_name)
        opened.enter(machine, site)
        try:
            self._update(machine, site, trained)
        finally:
            opened.leave(machine)
        done = Tensor((), None)
        add_to_collection(machine, current_graph(machine), "train_op", done)
        return done

    def _update(self, machine: Machine, site: Site, trained: list[VariableValue]) -> None:
        """What the program's own class does for each variable, which may make slots too."""
        from ckptlens.interp.access import find_in_class

        if self.owner is None:
            return
        self.run(machine, site, "_prepare")
        names = [n for n in _apply_order(machine) if find_in_class(self.owner.cls, n) is not MISSING]
        if not names:
            return
        for variable in trained:
            opened = NameScopeContext(_update_name(variable))
            opened.enter(machine, site)
            try:
                self.run(machine, site, names[0], Tensor(variable.shape, variable.dtype, sources=frozenset()), variable)
            finally:
                opened.leave(machine)

    def get_slot(self, machine: Machine, site: Site, var: Value, name: Value) -> Value:
        """``get_slot``: None when there is none."""
        return self.state.get((name, var.uid)) if isinstance(var, VariableValue) else None

    def _get_slot_names(self, machine: Machine, site: Site) -> Value:
        return new_list(tuple(self.slot_names()))

    def _get_name(self, machine: Machine, site: Site) -> Value:
        return self.current_name

    def _variables(self, machine: Machine, site: Site) -> Value:
        return new_list(self.made())

    def _get_non_slot_variable(self, machine: Machine, site: Site, name: Value, graph: Value = None) -> Value:
        return self.state.get(name)

    def _get_beta_accumulators(self, machine: Machine, site: Site) -> Value:
        return (self.state.get("beta1_power"), self.state.get("beta2_power"))

    def _create_slots(self, machine: Machine, site: Site, var_list: Value) -> Value:
        found = flattened(machine, var_list, site)
        trained = [v for v in ((found.element,) if isinstance(found, Many) else found) if isinstance(v, VariableValue)]
        for name in self.kind.own:
            self._create_non_slot_variable(machine, site, 0.9, name)
        if self.kind.create is not None:
            self.kind.create(machine, site, self, trained)
        for variable in trained:
            for slot in self.kind.slots:
                self.make_slot(machine, site, variable, slot.name, slot.written)
        return None

    def make_slot(
        self, machine: Machine, site: Site, variable: VariableValue, name: Value, written: Value = None, like: Value = None
    ) -> Value:
        """The slot of a variable, made when it is not there, in the variable's shape or in that of the value `like`."""
        key = (name, variable.uid)

        def make() -> None:
            text = written if written is not None else self.current_name
            shape, dtype = (variable.shape, variable.dtype) if like is None else (static_shape(like), value_dtype(like))
            made = create_slot(machine, site, variable, _text(text), self.kind.api, shape=shape, dtype=dtype)
            machine.trail.set(self.state, key, made)

        if key not in self.state:
            where(machine, presence(machine, variable), make)
        return self.state.get(key)

    def _zeros_slot(self, machine: Machine, site: Site, var: Value, slot_name: Value, op_name: Value) -> Value:
        return self._slot(machine, site, var, slot_name, op_name)

    def _get_or_make_slot(self, machine: Machine, site: Site, var: Value, val: Value, slot_name: Value, op_name: Value) -> Value:
        return self._slot(machine, site, var, slot_name, op_name, val)

    def _get_or_make_slot_with_initializer(
        self, machine: Machine, site: Site, var: Value, initializer: Value, shape: Value, dtype: Value, slot_name: Value, op_name: Value
    ) -> Value:
        return self._slot(machine, site, var, slot_name, op_name, Tensor(shape_of(shape), value_dtype(dtype)))

    def _slot(self, machine: Machine, site: Site, var: Value, slot_name: Value, written: Value, like: Value = None) -> Value:
        if isinstance(var, VariableValue):
            return self.make_slot(machine, site, var, slot_name, written, like)
        machine.gap(site, "a variable that this optimizer trains is not known")
        return unknown("slot", "the slot of a variable that is not known", site)

    def _create_non_slot_variable(
        self, machine: Machine, site: Site, initial_value: Value, name: Value, colocate_with: Value = None
    ) -> Value:
        if name not in self.state:
            graph = current_graph(machine)
            unique = op_full_name(machine, graph, _text(name))
            shape, dtype = static_shape(initial_value), value_dtype(initial_value)
            made = note_variable(
                machine, site, unique, shape, dtype, api_name=self.kind.api, trainable=False, collections=(GLOBAL,), kind="slot"
            )
            machine.trail.set(self.state, name, made)
        return self.state[name]


_QUIET = ("_prepare", "_finish", "_assert_valid_dtypes", "_apply_dense", "_resource_apply_dense", "_apply_sparse", "_resource_apply_sparse")


def _quiet(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    """Updates the variables; makes none."""
    return Tensor((), None)


def _call_if_callable(machine: Machine, site: Site, param: Value) -> Value:
    from ckptlens.interp.calls import call
    from ckptlens.interp.values import BoundMethod, FunctionValue

    return call(machine, param, Arguments(), site) if isinstance(param, (FunctionValue, BoundMethod)) else param


def _text(value: Value) -> Text:
    from ckptlens.tf_api.graph import entered_scope

    return entered_scope(value) or ""


def _update_name(variable: VariableValue) -> Text:
    from ckptlens.interp.strings import concatenate

    return concatenate(["update_", variable.op_name])


def _apply_order(machine: Machine) -> tuple[str, str]:
    """Which method updates a dense variable: variables of TF1 are no resources."""
    names = ("_apply_dense", "_resource_apply_dense")
    return names if machine.stack.is_tf1 else (names[1], names[0])


def _loss(machine: Machine, loss: Value, site: Site) -> Value:
    """The loss; a function without arguments is called for it."""
    return _call_if_callable(machine, site, loss)


def flattened(machine: Machine, value: Value, site: Site) -> tuple[Value, ...] | Many:
    """Variables from one, or from nested lists of them."""
    if isinstance(value, VariableValue):
        return (value,)
    found = iterate(machine, value, site)
    if isinstance(found, Many):
        return found
    flat: list[Value] = []
    for item in found:
        if isinstance(item, PartitionedValue):
            raise ProgramError("AttributeError", "'PartitionedVariable' object has no attribute 'op'", site.location)
        inner = flattened(machine, item, site) if isinstance(item, ListValue) or is_tuple(item) else (item,)
        flat += (inner.element,) if isinstance(inner, Many) else inner
    return tuple(flat)


def gradient(machine: Machine, site: Site, loss: Value, variable: Value) -> Value:
    """The gradient of the loss; None for a variable that the loss does not depend on, which then gets no slots."""
    sources = sources_of(loss)
    if isinstance(variable, VariableValue):
        held = (*machine.conditions, *(machine.facts.conditions_of(variable.uid) or ()))
        reached = reaches(sources, variable.uid, held)
        if reached is False:
            return None
        if reached is None:
            machine.gap(site, "which variables this loss depends on is not known: the others get no slots")
    there = presence(machine, variable)
    return Tensor(getattr(variable, "shape", None), getattr(variable, "dtype", None), sources=perhaps(sources), there=there)


def trained_variables(machine: Machine, site: Site, grads_and_vars: Value) -> list[VariableValue] | None:
    """The variables of the pairs that have a gradient; None when it is known that there is none."""
    pairs = iterate(machine, grads_and_vars, site)
    if isinstance(pairs, Many):
        machine.gap(site, "the variables that this optimizer trains are not known")
        pairs = (pairs.element,)
    found: list[VariableValue] = []
    all_known = True
    for pair in pairs:
        items = iterate(machine, pair, site)
        if isinstance(items, Many) or len(items) != 2:
            machine.gap(site, "a variable that this optimizer trains is not known")
            all_known = False
        elif items[0] is not None:
            known = isinstance(items[1], VariableValue)
            all_known = all_known and known
            if isinstance(items[1], VariableValue):
                found.append(items[1])
            else:
                machine.gap(site, "a variable that this optimizer trains is not known")
    return None if not found and all_known and current_graph(machine).number else found


def as_optimizer(value: Value) -> OptimizerValue | None:
    """The optimizer that a value is, also when it is an object of the program's own class."""
    found = value.foreign.get("optimizer") if hasattr(value, "foreign") else value  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
    return found if isinstance(found, OptimizerValue) else None


def call_method(machine: Machine, value: Value, name: str, site: Site, /, *positional: Value, **keywords: Value) -> Value:
    """Call a method of an optimizer of any class."""
    from ckptlens.interp.access import find_attribute
    from ckptlens.interp.calls import call

    return call(machine, find_attribute(machine, value, name, site), Arguments(positional, keywords), site)
