"""``tf.compat.v1.make_template``.

Source: ``tensorflow/python/ops/template.py``, TF 1.15 to 2.21. Case: tf1_make_template.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import HostObject, Value
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import VariableScope, VariableScopeContext

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

from ckptlens.interp.site import Arguments


@dataclass(eq=False, slots=True)
class TemplateValue(HostObject):
    """A function whose get_variable variables are made by the first call and shared by the others."""

    name: Value
    function: Value
    fixed: dict[str, Value]
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "variable_scope":
                return self.state["scope"]
            case "name" | "variable_scope_name" | "var_scope":
                scope = self.state["scope"]
                return scope.name if isinstance(scope, VariableScope) else MISSING
            case _:
                return MISSING

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        called = self.state.get("called") is True
        scope = self.state["scope"]
        assert isinstance(scope, VariableScope)
        opened = VariableScopeContext(scope, None, reuse=called or None, auxiliary_name_scope=True, settings={})
        opened.enter(machine, site)
        try:
            return call(machine, self.function, Arguments(arguments.positional, {**self.fixed, **arguments.keywords}), site)
        finally:
            opened.leave(machine)
            machine.trail.set(self.state, "called", value=True)


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
    """A template with a variable scope of its own, made unique now."""
    made = TemplateValue(name_, func_, kwargs)
    opened = VariableScopeContext(unique_name_, name_, reuse=None, auxiliary_name_scope=True, settings={})
    made.state["scope"] = opened.enter(call.machine, call.site)
    opened.leave(call.machine)
    return made
