"""Name scopes and variable scopes.

Source: ``tensorflow/python/ops/variable_scope.py`` (variable_scope, _pure_variable_scope) and
``tensorflow/python/framework/ops.py`` (name_scope), TF 1.15 to 2.21. Cases: tf1_scope_*.
"""

from __future__ import annotations

from msgspec import Struct, field

from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.presence import count_here
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.trail import MISSING, SetAside, State
from ckptlens.interp.truth import truth
from ckptlens.interp.values import Choice, HostFunction, HostObject, Text, Unknown, Value, is_tuple
from ckptlens.notes import AutomaticScope
from ckptlens.template import Template
from ckptlens.tf_api.dtypes import DType
from ckptlens.tf_api.graph import GraphState, current_graph, default_graphs, entered_scope, unique_name, written
from ckptlens.tf_api.registry import CONSTANTS, Call, api

AUTO_REUSE = "AUTO_REUSE"


class ReuseMode(HostObject, Struct, frozen=True):
    """``tf.compat.v1.AUTO_REUSE``."""

    name: str = AUTO_REUSE

    def attribute(self, machine: Machine, name: str) -> Value:
        return {"name": self.name, "value": 1}.get(name, MISSING)


CONSTANTS["tf.compat.v1.AUTO_REUSE"] = ReuseMode()

INHERITED = ("initializer", "regularizer", "partitioner", "custom_getter", "dtype", "use_resource", "constraint", "caching_device")


class VariableScope(HostObject, Struct, eq=False):
    """``tf.compat.v1.VariableScope``: `state` holds reuse and the settings that inner scopes inherit."""

    name: Text
    original_name_scope: Text
    state: State = field(default_factory=lambda: {"reuse": False})

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "name":
                return self.name
            case "original_name_scope":
                return self.original_name_scope
            case "reuse":
                return self.state["reuse"]
            case "reuse_variables":
                return host_function(name, lambda machine, site: machine.trail.set(self.state, "reuse", value=True))
            case "global_variables" | "trainable_variables" | "get_collection":
                return HostFunction(name, lambda machine, arguments, site: self._collection(machine, name, arguments, site))
            case "get_variable":
                return HostFunction(name, self._get_variable)
            case _ if name.startswith("set_"):
                return one_argument(name, lambda machine, site, value: machine.trail.set(self.state, name[4:], value))
            case "dtype":
                given = self.state.get(name)
                return DType("float32") if given is None else given
            case _:
                return self.state.get(name, MISSING if name not in INHERITED else None)

    def _collection(self, machine: Machine, name: str, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.values import ApiValue

        scoped = Arguments(arguments.positional, {"scope": concatenate([self.name, "/"]) if self.name else None})
        return machine.library.call(machine, ApiValue(f"tf.compat.v1.{name}"), scoped, site)

    def _get_variable(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.values import ApiValue

        _store, *positional = arguments.positional
        return machine.library.call(machine, ApiValue("tf.compat.v1.get_variable"), Arguments(tuple(positional), arguments.keywords), site)


def current_scope(machine: Machine, graph: GraphState) -> VariableScope:
    """The variable scope that is open in a graph."""
    found = graph.state["scope"]
    if not isinstance(found, VariableScope):
        found = VariableScope("", "")
        machine.trail.set(graph.state, "scope", found)
    return found


def prepare(machine: Machine) -> None:
    """Make the default graph, the eager context and their root scopes now: two branches that made them would have two of each."""
    for graph in default_graphs(machine):
        current_scope(machine, graph)


class _Names(Struct, frozen=True):
    graph: GraphState
    name_scope: Text


class NameScopeContext(HostObject, Struct, eq=False):
    """``with tf.name_scope(name)``."""

    name: Text | None
    saved: SetAside = field(default_factory=SetAside)

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        graph = current_graph(machine)
        self.saved.push(machine.trail, _Names(graph, graph.name_scope))
        return push_name_scope(machine, graph, self.name)

    def leave(self, machine: Machine) -> None:
        before = self.saved.pop(machine.trail)
        assert isinstance(before, _Names)
        machine.trail.set(before.graph.state, "name_scope", before.name_scope)


def push_name_scope(machine: Machine, graph: GraphState, name: Text | None) -> Text:
    """Open a name scope: unique in graph mode, exact when the name ends in ``/``, the root for None and ``""``."""
    if not name:
        machine.trail.set(graph.state, "name_scope", "")
        return ""
    last = name if isinstance(name, str) else name.parts[-1]
    if isinstance(last, str) and last.endswith("/"):
        full = name[:-1] if isinstance(name, str) else _without_slash(name)
    else:
        full = unique_name(machine, graph, name)
    machine.trail.set(graph.state, "name_scope", full)
    return concatenate([full, "/"])


def _without_slash(name: Template) -> Text:
    *start, last = name.parts
    assert isinstance(last, str)
    return concatenate([Template(tuple(start)), last[:-1]])


class _Entered(Struct, frozen=True):
    graph: GraphState
    name_scope: Text
    scope: VariableScope
    opened: Text
    counts: dict[object, object] | None


class VariableScopeContext(HostObject, Struct, eq=False):
    """``with tf.compat.v1.variable_scope(...)``."""

    name_or_scope: Value
    default_name: Value
    reuse: Value
    auxiliary_name_scope: bool
    settings: dict[str, Value]
    pure: bool = False
    automatic: bool = False
    """Whether a default name is one that the program did not choose, and is noted."""
    entered: SetAside = field(default_factory=SetAside)

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        graph = current_graph(machine)
        before_scope, before_names = current_scope(machine, graph), graph.name_scope
        if isinstance(self.name_or_scope, VariableScope):
            scope, counts = self._reentered(machine, graph, self.name_or_scope), True
        else:
            scope, counts = self._opened(machine, graph, before_scope, site), False
        count = count_here(machine, graph.scope_counts, written(scope.name))
        machine.trail.set(graph.scope_counts, written(scope.name), count + 1 if isinstance(count, int) else count)
        before = _Entered(graph, before_names, before_scope, scope.name, dict(graph.scope_counts) if counts else None)
        self.entered.push(machine.trail, before)
        machine.trail.set(graph.state, "scope", scope)
        return scope

    def _reentered(self, machine: Machine, graph: GraphState, old: VariableScope) -> VariableScope:
        if self.auxiliary_name_scope and not self.pure:
            last = _last_part(old.name)
            if last:
                push_name_scope(machine, graph, last)
        state = {**old.state, **self._given()}
        state["reuse"] = self.reuse if self.reuse else old.state["reuse"]
        return VariableScope(old.name, old.original_name_scope, state)

    def _opened(self, machine: Machine, graph: GraphState, outer: VariableScope, site: Site) -> VariableScope:
        name = entered_scope(self.name_or_scope)
        if name is None:
            name = entered_scope(self.default_name)
            if name is None:
                raise ProgramError("TypeError", "If default_name is None then name_or_scope is required", site.location)
            if self.reuse:
                raise ProgramError("ValueError", "reuse=True cannot be used without a name_or_scope", site.location)
            original = self._name_scope(machine, graph, name)
            base, name = name, unique_scope(machine, graph, outer, name)
            if self.automatic and isinstance(base, str):
                _note_automatic(machine, site, concatenate([outer.name, "/", name]) if outer.name else name, base, graph)
        else:
            original = self._name_scope(machine, graph, name)
        full = concatenate([outer.name, "/", name]) if outer.name else name
        inherited = {k: v for k, v in outer.state.items() if k in INHERITED and k != "constraint"}
        state: State = {**inherited, **self._given(), "reuse": self.reuse or outer.state["reuse"]}
        return VariableScope(full, original, state)

    def _name_scope(self, machine: Machine, graph: GraphState, name: Text) -> Text:
        if self.pure or not self.auxiliary_name_scope:
            return concatenate([graph.name_scope, "/"]) if graph.name_scope else ""
        return push_name_scope(machine, graph, name) if name else graph.name_scope

    def _given(self) -> dict[object, object]:
        return {k: v for k, v in self.settings.items() if v is not None}

    def leave(self, machine: Machine) -> None:
        entered = self.entered.pop(machine.trail)
        assert isinstance(entered, _Entered)
        graph = entered.graph
        close_subscopes(machine, graph, entered.opened)
        if entered.counts is not None:
            for name in list(graph.scope_counts):
                machine.trail.set(graph.scope_counts, name, entered.counts.get(name, 0))
        machine.trail.set(graph.state, "scope", entered.scope)
        machine.trail.set(graph.state, "name_scope", entered.name_scope)


def _note_automatic(machine: Machine, site: Site, full: Text, base: str, graph: GraphState) -> None:
    uid = machine.facts.number()
    machine.facts.add(AutomaticScope(uid, site.call_site(), as_template(full), base, graph.number, machine.calls()))


def _last_part(name: Text) -> Text:
    if isinstance(name, str):
        return name.split("/")[-1]
    parts: list[Text] = []
    for part in reversed(name.parts):
        if isinstance(part, str) and "/" in part:
            parts.insert(0, part.rpartition("/")[2])
            break
        parts.insert(0, part if isinstance(part, str) else Template((part,)))
    return concatenate(parts)


def close_subscopes(machine: Machine, graph: GraphState, name: Text) -> None:
    """``_VariableScopeStore.close_variable_subscopes``: counters below a scope start anew (case tf1_layers_counter_reentry_raises)."""
    prefix = written(name) + "/"
    for other in list(graph.scope_counts):
        if isinstance(other, str) and other.startswith(prefix):
            machine.trail.set(graph.scope_counts, other, 0)


def unique_scope(machine: Machine, graph: GraphState, outer: VariableScope, name: Text) -> Text:
    """``_get_unique_variable_scope``: the default name, numbered when scopes of that name were opened here."""
    full = concatenate([outer.name, "/", name]) if outer.name else name
    count = count_here(machine, graph.scope_counts, written(full))
    if isinstance(count, Unknown):
        return concatenate([name, "_", Template((count.hole,))])
    if not count:
        return name
    number = 1
    while count_here(machine, graph.scope_counts, f"{written(full)}_{number}"):
        number += 1
    return concatenate([name, f"_{number}"])


@api("tf.compat.v1.variable_scope")
def variable_scope(
    call: Call,
    name_or_scope: Value,
    default_name: Value = None,
    values: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    caching_device: Value = None,
    partitioner: Value = None,
    custom_getter: Value = None,
    reuse: Value = None,
    dtype: Value = None,
    use_resource: Value = None,
    constraint: Value = None,
    auxiliary_name_scope: Value = True,
) -> Value:
    """Opens a variable scope and, unless told not to, a name scope."""
    settings: dict[str, Value] = {
        "initializer": initializer,
        "regularizer": regularizer,
        "partitioner": partitioner,
        "custom_getter": getters_of(call.machine, custom_getter, name_or_scope),
        "dtype": dtype,
        "use_resource": use_resource,
        "constraint": constraint,
    }
    if isinstance(name_or_scope, Choice):
        named = [v for v in name_or_scope.values if v is not None]
        name_or_scope = named[0] if len(named) == 1 else name_or_scope
    return VariableScopeContext(
        name_or_scope, default_name, _reuse(call, reuse), auxiliary_name_scope is not False, settings, automatic=True
    )


def getters_of(machine: Machine, getter: Value, name_or_scope: Value) -> Value:
    """A custom getter before those of the scope that it is added to."""
    if getter is None:
        return None
    outer = name_or_scope if isinstance(name_or_scope, VariableScope) else current_scope(machine, current_graph(machine))
    older = outer.state.get("custom_getter")
    return (getter, *older) if is_tuple(older) else (getter,)


def _reuse(call: Call, reuse: Value) -> Value:
    if isinstance(reuse, ReuseMode):
        return reuse
    decided = truth(call.machine, reuse)
    # An undecided reuse flag: variables are made when they are not there, the one reading that loses no key.
    return ReuseMode() if decided is None else decided


@api("tf.compat.v1._pure_variable_scope")
def pure_variable_scope(
    call: Call,
    name_or_scope: Value,
    reuse: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    caching_device: Value = None,
    partitioner: Value = None,
    custom_getter: Value = None,
    old_name_scope: Value = None,
    dtype: Value = None,
    use_resource: Value = None,
    constraint: Value = None,
) -> Value:
    """Opens a variable scope and no name scope (``_pure_variable_scope`` of the private module)."""
    settings: dict[str, Value] = {
        "initializer": initializer,
        "regularizer": regularizer,
        "partitioner": partitioner,
        "custom_getter": getters_of(call.machine, custom_getter, name_or_scope),
        "dtype": dtype,
        "use_resource": use_resource,
        "constraint": constraint,
    }
    return VariableScopeContext(name_or_scope, None, _reuse(call, reuse), auxiliary_name_scope=True, settings=settings, pure=True)


@api("tf.compat.v1.variable_op_scope")
def variable_op_scope(
    call: Call,
    values: Value,
    name_or_scope: Value,
    default_name: Value = None,
    initializer: Value = None,
    regularizer: Value = None,
    caching_device: Value = None,
    partitioner: Value = None,
    custom_getter: Value = None,
    reuse: Value = None,
    dtype: Value = None,
    use_resource: Value = None,
    constraint: Value = None,
) -> Value:
    """The older form of variable_scope."""
    return variable_scope(
        call, name_or_scope, default_name, values, initializer, regularizer, None, partitioner, custom_getter, reuse, dtype
    )


@api("tf.compat.v1.name_scope")
def name_scope(call: Call, name: Value, default_name: Value = None, values: Value = None) -> Value:
    """Opens a name scope; `default_name` is used when `name` is None."""
    return NameScopeContext(entered_scope(name if name is not None else default_name))


@api("tf.name_scope")
def name_scope_v2(call: Call, name: Value) -> Value:
    """Opens a name scope."""
    return NameScopeContext(entered_scope(name))


@api("tf.compat.v1.op_scope")
def op_scope(call: Call, values: Value, name: Value, default_name: Value = None, graph: Value = None) -> Value:
    """The older form of name_scope."""
    return NameScopeContext(entered_scope(name if name is not None else default_name))


@api("tf.compat.v1.get_variable_scope")
def get_variable_scope(call: Call) -> Value:
    """The current variable scope."""
    return current_scope(call.machine, current_graph(call.machine))


@api("tf.compat.v1.get_default_graph")
def get_default_graph(call: Call) -> Value:
    """The current graph."""
    return current_graph(call.machine)
