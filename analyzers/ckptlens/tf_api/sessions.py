"""Sessions, graphs, switching eager execution, and running the program's main function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.access import find_attribute
from ckptlens.interp.host import host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, SetAside
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostObject, Value, is_tuple, new_list
from ckptlens.template import Template
from ckptlens.tf_api.graph import AsDefault, GraphState, collection, current_graph, entered_scope, new_graph, old_shapes, op_full_name
from ckptlens.tf_api.registry import Call, api, set_for_all
from ckptlens.tf_api.session_runs import Identified, InitOp, default_session, enter_session, grouped, leave_session, note_run
from ckptlens.tf_api.tensors import Tensor
from ckptlens.tf_api.variables import GLOBAL, VariableValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.notes import Session
    from ckptlens.text import Location


class SessionValue(Identified, Struct, eq=False):
    """``tf.compat.v1.Session``; as a context it makes its graph the default one. `made` is the call that makes it."""

    graph: GraphState
    made: Location
    managers: SetAside = field(default_factory=SetAside)

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "graph":
                return self.graph
            case "as_default":
                return host_function(name, lambda machine, site: NoScope(self))
            case "run":
                return host_function(name, self._run)
            case "partial_run" | "make_callable":
                return host_function(
                    name, lambda machine, site, *rest, **named: unknown(f"session.{name}()", "what a session computes", site)
                )
            case "close" | "reset" | "list_devices":
                return host_function(name, lambda machine, site, *rest: None)
            case "graph_def" | "sess_str":
                return unknown(name, "an attribute of a session", None)
            case _:
                return MISSING

    @property
    def identity(self) -> Session:
        return self.graph.number, self.made

    def _run(self, machine: Machine, site: Site, fetches: Value, *rest: Value, **named: Value) -> Value:
        note_run(machine, site, self, fetches)
        return unknown("session.run()", "what a session computes", site)

    def enter(self, machine: Machine, site: Site) -> Value:
        enter_session(machine, self)
        manager = AsDefault(self.graph)
        self.managers.push(machine.trail, manager)
        manager.enter(machine, site)
        return self

    def leave(self, machine: Machine) -> None:
        leave_session(machine)
        manager = self.managers.pop(machine.trail)
        assert isinstance(manager, AsDefault)
        manager.leave(machine)


@api("tf.compat.v1.Session", "tf.compat.v1.InteractiveSession")
def session(call: Call, target: Value = "", graph: Value = None, config: Value = None) -> Value:
    """A session on a graph, the current one by default."""
    machine = call.machine
    chosen = graph if isinstance(graph, GraphState) else current_graph(machine)
    if not chosen.number:
        # A session in eager mode has the default graph, in which eager variables are not (experiments e6).
        chosen = new_graph(machine)
    return SessionValue(chosen, call.site.location)


@api("tf.compat.v1.get_default_session")
def get_default_session(call: Call) -> Value:
    """The default session."""
    entered = default_session(call.machine)
    return entered if entered is not None else SessionValue(current_graph(call.machine), call.site.location)


@api("tf.Graph")
def graph(call: Call) -> Value:
    """A new graph."""
    return new_graph(call.machine)


@api("tf.compat.v1.reset_default_graph")
def reset_default_graph(call: Call) -> Value:
    """Starts a new default graph."""
    call.machine.trail.set(call.machine.world, "default graph", new_graph(call.machine))
    return None


@api("tf.compat.v1.disable_v2_behavior")
def disable_v2_behavior(call: Call) -> Value:
    """Turns eager execution and v2 shapes off."""
    set_for_all(call, "v2 shapes", False, "the behaviour of TensorFlow 2 is turned off")
    return disable_eager_execution(call)


@api("tf.compat.v1.disable_eager_execution")
def disable_eager_execution(call: Call) -> Value:
    """Turns eager execution off."""
    set_for_all(call, "eager", False, "eager execution is turned off")
    return None


@api("tf.compat.v1.enable_eager_execution")
def enable_eager_execution(call: Call, config: Value = None, device_policy: Value = None, execution_mode: Value = None) -> Value:
    """Turns eager execution on."""
    set_for_all(call, "eager", True, "eager execution is turned on")
    return None


@api("tf.compat.v1.enable_v2_behavior")
def enable_v2_behavior(call: Call) -> Value:
    """Turns eager execution and v2 shapes on."""
    set_for_all(call, "v2 shapes", True, "the behaviour of TensorFlow 2 is turned on")
    set_for_all(call, "eager", True, "eager execution is turned on")
    return None


@api("tf.compat.v1.disable_v2_tensorshape")
def disable_v2_tensorshape(call: Call) -> Value:
    """Makes shapes hold Dimension objects."""
    set_for_all(call, "v2 shapes", False, "the behaviour of TensorFlow 2 is turned off")
    return None


@api(
    "tf.compat.v1.enable_resource_variables",
    "tf.compat.v1.disable_resource_variables",
    "tf.compat.v1.disable_control_flow_v2",
    "tf.compat.v1.disable_tensor_equality",
    "tf.compat.v1.set_random_seed",
    "tf.compat.v1.enable_control_flow_v2",
    "tf.compat.v1.enable_v2_tensorshape",
)
def switch(call: Call, *arguments: Value, **named: Value) -> Value:
    """Switches that change no key."""
    return None


@api("tf.python.tf2.enabled")
def v2_enabled(call: Call) -> Value:
    """Whether the behaviour of TensorFlow 2 is on (tensorflow/python/tf2.py, 1.15 to 2.21)."""
    return not old_shapes(call.machine)


@api("tf.executing_eagerly", "tf.compat.v1.executing_eagerly", "tf.compat.v1.executing_eagerly_outside_functions")
def executing_eagerly(call: Call) -> Value:
    """Whether operations run at once."""
    return not current_graph(call.machine).number


@api(
    "tf.compat.v1.local_variables_initializer",
    "tf.compat.v1.tables_initializer",
    "tf.compat.v1.initialize_local_variables",
    "tf.compat.v1.report_uninitialized_variables",
    "tf.group",
    "tf.no_op",
    "tf.tuple",
    "tf.compat.v1.assign",
    "tf.compat.v1.assign_add",
    "tf.compat.v1.assign_sub",
    "tf.compat.v1.scatter_update",
)
def operation(call: Call, *inputs: Value, **options: Value) -> Value:
    """An operation that makes no variable."""
    own, default = options.get("name"), _OPERATIONS.get(call.api.rpartition(".")[2])
    name = own if isinstance(own, (str, Template)) else default
    graph = current_graph(call.machine)
    taken = op_full_name(call.machine, graph, name) if name is not None and graph.number else None
    return grouped(taken, inputs) or Tensor(None, None, taken)


@api("tf.compat.v1.global_variables_initializer", "tf.compat.v1.initialize_all_variables")
def initializer_of_all(call: Call) -> Value:
    """The op that initializes the variables that there are now."""
    return _initializer(call, collection(current_graph(call.machine), GLOBAL), "init")


@api("tf.compat.v1.variables_initializer", "tf.compat.v1.initialize_variables")
def initializer_of(call: Call, var_list: Value, name: Value = "init") -> Value:
    """The op that initializes some variables."""
    held = iterate(call.machine, var_list, call.site)
    return _initializer(call, held if is_tuple(held) else (), name)


def _initializer(call: Call, held: tuple[Value, ...], name: Value) -> Value:
    graph = current_graph(call.machine)
    taken = op_full_name(call.machine, graph, name) if graph.number and isinstance(name, (str, Template)) else None
    return InitOp(None, None, taken, variables=frozenset(v.uid for v in held if isinstance(v, VariableValue)))


_OPERATIONS = {
    "local_variables_initializer": "init",
    "initialize_local_variables": "init",
    "tables_initializer": "init_all_tables",
    "group": "group_deps",
    "no_op": "NoOp",
    "tuple": "tuple",
    "assign": "Assign",
    "assign_add": "AssignAdd",
    "assign_sub": "AssignSub",
    "scatter_update": "ScatterUpdate",
    "report_uninitialized_variables": "report_uninitialized_variables",
}
"""The names that the ops take by default."""


@api(*(f"tf.compat.v1.summary.{kind}" for kind in ("scalar", "histogram", "image", "audio", "text", "tensor_summary")))
def summary(call: Call, name: Value, *inputs: Value, family: Value = None, **options: Value) -> Value:
    """A summary opens a name scope of its own name, with what is no letter of a name made ``_``.

    Source: ``tensorflow/python/ops/summary_op_util.py`` (summary_scope, clean_tag), TF 1.15 to 2.21.
    """
    graph = current_graph(call.machine)
    taken = None
    if graph.number:
        text = re.sub(r"[^-/\w\.]", "_", name).lstrip("/") if isinstance(name, str) else entered_scope(name) or ""
        taken = op_full_name(call.machine, graph, concatenate([family, "/", text]) if isinstance(family, str) else text)
    return Tensor((), "string", taken)


class NoScope(HostObject, Struct, frozen=True):
    """A context that changes no name."""

    value: Value = None

    def attribute(self, machine: Machine, name: str) -> Value:
        return MISSING

    def enter(self, machine: Machine, site: Site) -> Value:
        return self.value


@api(
    "tf.device",
    "tf.compat.v1.device",
    "tf.control_dependencies",
    "tf.compat.v1.control_dependencies",
    "tf.compat.v1.colocate_with",
    "tf.init_scope",
)
def no_scope(call: Call, *arguments: Value, **named: Value) -> Value:
    """A context for placement and order only."""
    return NoScope()


@api("tf.compat.v1.app.run", "absl.app.run")
def app_run(call: Call, main: Value = None, argv: Value = None, flags_parser: Value = None) -> Value:
    """Calls main with the arguments of the command line."""
    from ckptlens.interp.calls import call as call_value

    machine = call.machine
    function = main if main is not None else find_attribute(machine, machine.modules["__main__"], "main", call.site)
    if function is MISSING:
        return None
    call_value(machine, function, Arguments((argv if argv is not None else new_list(("program",)),)), call.site)
    raise ProgramError("SystemExit", "", call.site.location)
