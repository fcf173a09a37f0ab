"""``tf.compat.v1.make_template``.

Source: ``tensorflow/python/ops/template.py``, TF 1.15 to 2.21. Cases: tf1_make_template, field_templates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import DictValue, HostObject, Value, new_list
from ckptlens.tf_api.graph import collection, current_graph, entered_scope, written
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import VariableScope, VariableScopeContext, current_scope, getters_of, unique_scope
from ckptlens.tf_api.tensors import op_name
from ckptlens.tf_api.variables import EAGER_STORE

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_COLLECTIONS = {
    "variables": ("global_variables", "local_variables"),
    "weights": ("global_variables", "local_variables"),
    "global_variables": ("global_variables",),
    "local_variables": ("local_variables",),
    "trainable_variables": ("trainable_variables",),
    "trainable_weights": ("trainable_variables",),
}


class TemplateValue(HostObject, Struct, eq=False):
    """A function whose get_variable variables are made by the first call and shared by the others.

    `state` holds its variable scope once that is made, and whether it was called. Without a graph it keeps its variables itself.
    """

    name: Value
    function: Value
    unique: Value
    getter: Value
    fixed: dict[str, Value]
    state: State = field(default_factory=dict[object, object])
    variables: DictValue = field(default_factory=lambda: DictValue({}))

    def attribute(self, machine: Machine, name: str) -> Value:
        scope = self.state.get("scope")
        match name:
            case "variable_scope" | "var_scope" | "_variable_scope":
                return scope
            case "variable_scope_name":
                return concatenate([scope.name, "/"]) if isinstance(scope, VariableScope) else None
            case "name" | "_name":
                return self.name
            case "func" | "_func":
                return self.function
            case "_custom_getter":
                return self.getter
            case "non_trainable_variables" | "non_trainable_weights":
                trained = self._collected(machine, "trainable_variables")
                return new_list(tuple(v for v in self._collected(machine, "global_variables") if v not in trained))
            case _ if name in _COLLECTIONS:
                return new_list(tuple(v for part in _COLLECTIONS[name] for v in self._collected(machine, part)))
            case _:
                return MISSING

    def _collected(self, machine: Machine, collection_name: str) -> tuple[Value, ...]:
        if not current_graph(machine).number:
            held = tuple(self.variables.state.values()) if collection_name != "local_variables" else ()
            return tuple(v for v in held if collection_name != "trainable_variables" or getattr(v, "trainable", True))
        scope = self.state.get("scope")
        if not isinstance(scope, VariableScope) or self.state.get("called") is not True:
            return ()
        prefix = written(scope.name) + "/"
        listed = collection(current_graph(machine), "variables" if collection_name == "global_variables" else collection_name)
        return tuple(v for v in listed if (name := op_name(v)) is not None and written(name).startswith(prefix))

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        opened = self._scope_of_call(machine)
        scope = opened.enter(machine, site)
        if not isinstance(self.state.get("scope"), VariableScope):
            machine.trail.set(self.state, "scope", scope)
        store = machine.world.get(EAGER_STORE)
        if not current_graph(machine).number:
            machine.trail.set(machine.world, EAGER_STORE, self)
        try:
            return self._run(machine, arguments, site)
        finally:
            machine.trail.set(machine.world, EAGER_STORE, store)
            opened.leave(machine)

    def _scope_of_call(self, machine: Machine) -> VariableScopeContext:
        scope = self.state.get("scope")
        if isinstance(scope, VariableScope):
            reuse = True if self.state.get("called") is True else None
            return VariableScopeContext(scope, None, reuse=reuse, auxiliary_name_scope=True, settings={})
        settings: dict[str, Value] = {"custom_getter": getters_of(machine, self.getter, None)}
        return VariableScopeContext(self.unique, self.name, reuse=None, auxiliary_name_scope=True, settings=settings)

    def _run(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        found = call(machine, self.function, Arguments(arguments.positional, {**self.fixed, **arguments.keywords}, arguments.open), site)
        machine.trail.set(self.state, "called", value=True)
        return found


@api("tf.compat.v1.make_template")
def make_template(
    call: Call,
    name_: Value,
    func_: Value,
    create_scope_now_: Value = False,
    unique_name_: Value = None,
    custom_getter_: Value = None,
    **kwargs: Value,
) -> Value:
    """A template. Its variable scope is made by the first call, or now: then without a name scope."""
    if name_ is None:
        raise ProgramError("ValueError", "name cannot be None.", call.site.location)
    made = TemplateValue(name_, func_, unique_name_, custom_getter_, kwargs)
    if create_scope_now_ is not False and create_scope_now_ is not None:
        machine = call.machine
        graph = current_graph(machine)
        name = entered_scope(unique_name_)
        if name is None:
            name = unique_scope(machine, graph, current_scope(machine, graph), entered_scope(name_) or "")
        settings: dict[str, Value] = {"custom_getter": getters_of(machine, custom_getter_, None)}
        opened = VariableScopeContext(name, None, reuse=None, auxiliary_name_scope=True, settings=settings, pure=True)
        made.state["scope"] = opened.enter(machine, call.site)
        opened.leave(machine)
    return made
