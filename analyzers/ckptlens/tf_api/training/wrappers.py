"""Optimizers that wrap another one.

Source: ``tensorflow/python/training/sync_replicas_optimizer.py`` and ``tensorflow/contrib/opt/python/training/*.py``, TF 1.15 to
2.21. Cases: tf115_contrib_optimize_loss_sync, tf115_opt_moving_average_swapping, train_wrapped_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import text_of
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.values import DictValue, HostObject, Value
from ckptlens.tf_api.averages import AverageValue
from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.get_variable import get_variable
from ckptlens.tf_api.graph import collection, current_graph, op_full_name
from ckptlens.tf_api.optimizers import OptimizerValue, call_method, trained_variables
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.savers import saver
from ckptlens.tf_api.scopes import NameScopeContext
from ckptlens.tf_api.tensors import Tensor, taken_name
from ckptlens.tf_api.variables import GLOBAL, LOCAL, VariableValue, note_variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class WrapperValue(HostObject, Struct, eq=False):
    """An optimizer that leaves the work to `inner` and runs `before` or `after` with the pairs that it applies."""

    api: str
    inner: Value
    name: str
    before: Callable[[Machine, Site, WrapperValue, Value], None] | None = None
    after: Callable[[Machine, Site, WrapperValue, Value], None] | None = None
    more: dict[str, Callable[..., Value]] = field(default_factory=dict[str, "Callable[..., Value]"])
    guard: str | None = None
    """The name of two scopes: of a decision, and of what `inner` does on it."""
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "minimize":
                return host_function(name, self._minimize)
            case "apply_gradients":
                return host_function(name, self._apply)
            case "_opt" | "_optimizer":
                return self.inner
            case "get_name":
                return host_function(name, lambda machine, site: self.name)
            case _ if name in self.more:
                return host_function(name, self.more[name])
            case "compute_gradients" | "get_slot" | "get_slot_names" | "variables":
                return host_function(name, lambda machine, site, *rest, **named: self._inner(machine, site, name, rest, named))
            case _:
                return MISSING

    def _inner(self, machine: Machine, site: Site, name: str, rest: tuple[Value, ...], named: dict[str, Value]) -> Value:
        return call_method(machine, self.inner, name, site, *rest, **named)

    def _minimize(
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
        pairs = call_method(machine, self.inner, "compute_gradients", site, loss, var_list=var_list)
        return self._apply(machine, site, pairs, global_step, name)

    def _apply(self, machine: Machine, site: Site, grads_and_vars: Value, global_step: Value = None, name: Value = None) -> Value:
        if self.before is not None:
            self.before(machine, site, self, grads_and_vars)
        done = self._guarded(machine, site, grads_and_vars, global_step, name)
        if self.after is not None:
            self.after(machine, site, self, grads_and_vars)
        return done

    def _guarded(self, machine: Machine, site: Site, pairs: Value, global_step: Value, name: Value) -> Value:
        if self.guard is None:
            return call_method(machine, self.inner, "apply_gradients", site, pairs, global_step=global_step, name=name)
        taken_name(machine, self.guard)
        opened = NameScopeContext(self.guard)
        opened.enter(machine, site)
        try:
            return call_method(machine, self.inner, "apply_gradients", site, pairs, global_step=global_step, name=name)
        finally:
            opened.leave(machine)


def _text(value: Value, default: str) -> str:
    return value if isinstance(value, str) else default


def _local_variable(machine: Machine, site: Site, wrapper: WrapperValue, name: str) -> VariableValue:
    unique = op_full_name(machine, current_graph(machine), name)
    return note_variable(machine, site, unique, (), "int64", api_name=wrapper.api, trainable=False, collections=(LOCAL,), kind="slot")


def _nothing(machine: Machine, site: Site, *arguments: Value, **named: Value) -> Value:
    """A hook, runner or op that makes no variable."""
    return Tensor((), None)


def _sync(call: Call, given: Named) -> Value:
    """Its step is a local variable; its queues and accumulators are none."""

    def before(machine: Machine, site: Site, wrapper: WrapperValue, pairs: Value) -> None:
        _local_variable(machine, site, wrapper, "sync_rep_local_step")

    more: dict[str, Callable[..., Value]] = dict.fromkeys(
        ("make_session_run_hook", "get_chief_queue_runner", "get_init_tokens_op"), _nothing
    )
    return WrapperValue(call.api, given["opt"], _text(given["name"], "sync_replicas"), before, more=more)


def _stale(call: Call, given: Named) -> Value:
    """A counter made by get_variable, so the current variable scope prefixes it and a second one raises."""

    def before(machine: Machine, site: Site, wrapper: WrapperValue, pairs: Value) -> None:
        made = Call(machine, site, wrapper.api, Arguments())
        get_variable(made, "stale_counter", (), None, Tensor((), "float32"), trainable=False)

    return WrapperValue(call.api, given["opt"], _text(given["name"], "DropStaleGradient"), before)


def _clipped(call: Call, given: Named) -> Value:
    """Clips variables after their update; makes none."""
    return WrapperValue(call.api, given["opt"], _text(given["name"], "VariableClipping"))


@api("tf.contrib.opt.MultitaskOptimizerWrapper")
def multitask(call: Call, opt: Value) -> Value:
    """Changes how zero gradients are applied; makes no variables."""
    return opt


@api("tf.contrib.opt.clip_gradients_by_global_norm")
def clip_gradients_by_global_norm(call: Call, gradients_variables: Value, clip_norm: Value = 20.0) -> Value:
    """The pairs, scaled, and their norm."""
    return (gradients_variables, Tensor((), "float32"))


@api("tf.contrib.estimator.clip_gradients_by_norm")
def clip_gradients_by_norm(call: Call, optimizer: Value, clip_norm: Value) -> Value:
    """The optimizer with clipped gradients."""
    return WrapperValue(call.api, optimizer, "ClipByNorm" + (_text(optimizer.name, "") if isinstance(optimizer, OptimizerValue) else ""))


def _averaging(call: Call, given: Named) -> Value:
    """Keeps an average of each trained variable, and can save averages under the names of the variables."""
    average = AverageValue("ExponentialMovingAverage")

    def after(machine: Machine, site: Site, wrapper: WrapperValue, pairs: Value) -> None:
        trained = trained_variables(machine, site, pairs) or []
        average.apply_to(machine, site, tuple(trained))
        machine.trail.set(wrapper.state, "applied", value=True)

    made = WrapperValue(call.api, given["opt"], "Optimizer", after=after)

    def swapping(machine: Machine, site: Site, var_list: Value = None, name: Value = "swapping_saver", **options: Value) -> Value:
        return _swapping(Call(machine, site, "tf.compat.v1.train.Saver", Arguments((), options)), made, average, var_list, options)

    made.more["swapping_saver"] = swapping
    return made


def _swapping(call: Call, made: WrapperValue, average: AverageValue, var_list: Value, options: dict[str, Value]) -> Value:
    """The same keys as a plain Saver writes, with the values of variables and averages exchanged."""
    if "applied" not in made.state:
        raise ProgramError("RuntimeError", "Must call apply_gradients or minimize before creating the swapping_saver", call.site.location)
    chosen = _by_key(call, var_list)
    swapped: dict[object, object] = {}
    for key, value in chosen.items():
        swapped[key] = average.partner(value)
    return saver(call, DictValue(swapped), **options)


def _by_key(call: Call, var_list: Value) -> dict[object, object]:
    from ckptlens.tf_api.optimizers import flattened

    if isinstance(var_list, DictValue):
        return dict(var_list.state)
    held = collection(current_graph(call.machine), GLOBAL) if var_list is None else flattened(call.machine, var_list, call.site)
    if not isinstance(held, tuple):
        call.machine.gap(call.site, "the variables of this saver are not known")
        return {}
    return {text_of(v.whole or v.op_name): v for v in held if isinstance(v, VariableValue)}


declare(
    "tf.compat.v1.train.SyncReplicasOptimizer",
    "opt, replicas_to_aggregate, total_num_replicas=None, variable_averages=None, variables_to_average=None, use_locking=False, "
    "name='sync_replicas'",
    _sync,
)
declare("tf.contrib.opt.DropStaleGradientOptimizer", "opt, staleness, use_locking=False, name='DropStaleGradient'", _stale)
declare(
    "tf.contrib.opt.VariableClippingOptimizer",
    "opt, vars_to_clip_dims, max_norm, use_locking=False, colocate_clip_ops_with_vars=False, name='VariableClipping'",
    _clipped,
)
declare("tf.contrib.opt.MovingAverageOptimizer", "opt, average_decay=0.9999, num_updates=None, sequential_update=True", _averaging)
