"""Distribution strategies: variables made in their scope keep their names and keys.

Source: ``tensorflow/python/distribute/distribute_lib.py``, TF 1.15 to 2.21. Case: dist_mirrored_checkpoint.
A parameter server may cut variables in pieces, which is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.host import host_function
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, ListValue, Value, is_tuple
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site

_KINDS = (
    "MirroredStrategy",
    "MultiWorkerMirroredStrategy",
    "OneDeviceStrategy",
    "TPUStrategy",
    "experimental.CentralStorageStrategy",
    "experimental.MultiWorkerMirroredStrategy",
    "experimental.TPUStrategy",
)
_SERVERS = ("ParameterServerStrategy", "experimental.ParameterServerStrategy")


class _Scope(HostObject):
    """``with strategy.scope()``."""

    __slots__ = ()


class Strategy(HostObject, Struct, frozen=True):
    """A strategy. `devices` is how many replicas it is known to have."""

    kind: str
    devices: int | None = None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "scope":
                return host_function(name, lambda machine, site: _Scope())
            case "run" | "experimental_run_v2":
                return host_function(name, self._run)
            case "experimental_distribute_dataset":
                return host_function(name, _same)
            case "distribute_datasets_from_function" | "experimental_distribute_datasets_from_function":
                return host_function(name, _dataset_from)
            case "reduce":
                return host_function(name, _reduced)
            case "experimental_local_results" | "gather":
                return host_function(name, _local)
            case "num_replicas_in_sync":
                return self.devices if self.devices is not None else unknown("num_replicas", "the number of devices at run time", None)
            case "extended" | "cluster_resolver":
                return unknown(f"strategy.{name}", "an attribute of a distribution strategy", None)
            case _:
                return MISSING

    def _run(self, machine: Machine, site: Site, fn: Value, args: Value = (), kwargs: Value = None, options: Value = None) -> Value:
        """Calls the function as one replica does."""
        positional = args.items if isinstance(args, ListValue) else args if is_tuple(args) else (args,)
        named = {k: v for k, v in kwargs.state.items() if isinstance(k, str)} if isinstance(kwargs, DictValue) else {}
        return call_value(machine, fn, Arguments(tuple(positional), named), site)


def _same(machine: Machine, site: Site, dataset: Value, options: Value = None) -> Value:
    return dataset


def _local(machine: Machine, site: Site, value: Value, axis: Value = None) -> Value:
    return (value,)


def _reduced(machine: Machine, site: Site, reduce_op: Value, value: Value, axis: Value = None) -> Value:
    return Tensor((), getattr(value, "dtype", None)) if isinstance(value, Tensor) else value


def _dataset_from(machine: Machine, site: Site, dataset_fn: Value, options: Value = None) -> Value:
    context = unknown("input_context", "where a replica runs", site)
    return call_value(machine, dataset_fn, Arguments((context,)), site)


@api(*(f"tf.distribute.{kind}" for kind in _KINDS), *(f"tf.contrib.distribute.{kind}" for kind in _KINDS if "." not in kind))
def strategy(call: Call, *positional: Value, **named: Value) -> Value:
    """A strategy that mirrors variables or keeps them on one device."""
    kind = call.api.rpartition(".")[2]
    devices = call.arguments.get(0, "devices")
    listed = devices.items if isinstance(devices, ListValue) else devices if is_tuple(devices) else None
    one = 1 if kind == "OneDeviceStrategy" else None
    return Strategy(kind, len(listed) if listed is not None and kind == "MirroredStrategy" else one)


@api(*(f"tf.distribute.{kind}" for kind in _SERVERS), "tf.contrib.distribute.ParameterServerStrategy")
def parameter_server(call: Call, *positional: Value, **named: Value) -> Value:
    """A strategy that may cut variables in pieces."""
    call.machine.gap(call.site, "variables of a ParameterServerStrategy may be kept in pieces")
    return Strategy(call.api.rpartition(".")[2])


@api("tf.distribute.get_strategy")
def get_strategy(call: Call) -> Value:
    """The default strategy: one replica."""
    return Strategy("Strategy", 1)


@api("tf.distribute.has_strategy", "tf.distribute.in_cross_replica_context")
def has_strategy(call: Call) -> Value:
    """Whether a strategy's scope is entered."""
    return unknown("has_strategy", "whether a strategy is used", call.site)


@api("tf.distribute.experimental_set_strategy")
def set_strategy(call: Call, strategy: Value) -> Value:
    """Enters a strategy's scope for good."""
    return None


_RESOLVERS = ("TPUClusterResolver", "TFConfigClusterResolver", "SimpleClusterResolver", "SlurmClusterResolver", "GCEClusterResolver")
_OPTIONS = ("CrossDeviceOps", "HierarchicalCopyAllReduce", "NcclAllReduce", "ReductionToOneDevice", "InputOptions", "RunOptions")


@api(
    *(f"tf.distribute.cluster_resolver.{name}" for name in _RESOLVERS),
    *(f"tf.distribute.{name}" for name in _OPTIONS),
    "tf.distribute.experimental.CommunicationOptions",
)
def environment(call: Call, *positional: Value, **named: Value) -> Value:
    """Where and how replicas run."""
    return unknown(call.api.rpartition(".")[2], "where replicas run", call.site)
