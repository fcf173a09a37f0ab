"""Callbacks of ``fit``: those that save, and those of the program.

Source: ``keras/callbacks.py`` (1.15), ``keras/src/callbacks`` (2.15, 3.15). Case: keras_model_checkpoint_callback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.access import find_in_class
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.iteration import iterate
from ckptlens.interp.site import Arguments
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, HostObject, InstanceValue, Many, Unknown, Value
from ckptlens.tf_api.bases import BASES, BaseClass
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api, keras_names
from ckptlens.tf_api.keras.h5_files import is_known, state_items
from ckptlens.tf_api.keras.refusals import FileCall, refuses_argument, refuses_path
from ckptlens.tf_api.keras.saving import note_save, text_path, write_model, write_weights
from ckptlens.tf_api.object_graphs import object_graph
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.variables import VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.registry import Call

_FIT = "tf.keras.Model.fit"


class Callback(HostObject, Struct, eq=False):
    """A built-in callback. `kind` is its class, `options` what it was given."""

    kind: str
    options: dict[str, Value]
    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        found = self.state.get(name, self.options.get(name, MISSING))
        return found if found is not MISSING or name.startswith("__") else unknown(f"callback.{name}", "an attribute of a callback", None)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        machine.trail.set(self.state, name, value)
        return True


_CHECKPOINT = ("filepath", "monitor", "verbose", "save_best_only", "save_weights_only", "mode", "save_freq")
_INERT = (
    "BaseLogger",
    "CSVLogger",
    "EarlyStopping",
    "History",
    "LearningRateScheduler",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "TensorBoard",
    "TerminateOnNaN",
)


@keras_api("callbacks.ModelCheckpoint")
def model_checkpoint(call: Call, *positional: Value, **named: Value) -> Value:
    """Saves the model or its weights at the end of epochs; Keras 3 looks at the path at once."""
    options = {**dict(zip(_CHECKPOINT, positional, strict=False)), **named}
    if generation_of(call.machine, call.api) is Generation.V3 and _refuses(call, options):
        return Callback("refused ModelCheckpoint", options)
    return Callback("ModelCheckpoint", options)


def _refuses(call: Call, options: dict[str, Value]) -> bool:
    """Whether Keras 3 ends here: for a parameter that is gone, or the end of the path. Of these files, it does not take ``.hdf5``."""
    path = options.get("filepath")
    made = FileCall("tf.keras.callbacks.ModelCheckpoint", call.site, path_argument(call.site, path, 0, "filepath"))
    if refuses_argument(call.machine, made, call.arguments, (*_CHECKPOINT, "initial_value_threshold")):
        return True
    weights = options.get("save_weights_only", False)
    return isinstance(weights, bool) and refuses_path(call.machine, made, path, (".weights.h5",) if weights else (".keras", ".h5"))


@keras_api("callbacks.BackupAndRestore", "callbacks.experimental.BackupAndRestore")
def backup_and_restore(call: Call, backup_dir: Value, *rest: Value, **named: Value) -> Value:
    """Saves the state of training at the end of epochs."""
    return Callback("BackupAndRestore", {"backup_dir": backup_dir, **named})


@keras_api(*(f"callbacks.{name}" for name in _INERT))
def inert(call: Call, *positional: Value, **named: Value) -> Value:
    """Saves nothing."""
    return Callback(call.api.rpartition(".")[2], dict(named))


@keras_api("callbacks.LambdaCallback")
def lambda_callback(call: Call, *positional: Value, **named: Value) -> Value:
    """Runs functions of the program."""
    return Callback("LambdaCallback", dict(named))


def run_callbacks(machine: Machine, core: Core, arguments: Arguments, site: Site) -> None:
    """What the callbacks of ``fit`` do after an epoch."""
    given = arguments.get(5, "callbacks")
    if given is None:
        return
    items = (given,) if isinstance(given, (Callback, InstanceValue)) else iterate(machine, given, site)
    if isinstance(items, Many):
        machine.gap(site, "callbacks that are not known whole may save")
        return
    for callback in items:
        _run(machine, core, callback, arguments, site)


def _run(machine: Machine, core: Core, callback: Value, arguments: Arguments, site: Site) -> None:
    match callback:
        case Callback(kind="ModelCheckpoint"):
            _save(machine, core, callback, arguments, site)
        case Callback(kind="BackupAndRestore"):
            _back_up(machine, core, callback, site)
        case Callback(kind="LambdaCallback"):
            for name in _MOMENTS:
                if callback.options.get(name) is not None:
                    _moment(machine, callback.options[name], name, site)
        case InstanceValue():
            _run_own(machine, core, callback, site)
        case Unknown() if callback.callable_gap or not callback.pure:
            machine.gap(site, "a callback that is not known may save")
        case _:
            return


def _save(machine: Machine, core: Core, callback: Callback, arguments: Arguments, site: Site) -> None:
    options = callback.options
    monitored = options.get("monitor", "val_loss")
    validates = any(arguments.keywords.get(k) for k in ("validation_data", "validation_split"))
    missing = isinstance(monitored, str) and monitored.startswith("val_") and not validates
    if options.get("save_best_only") is True and missing and core.generation is not Generation.V3:
        # Keras 3 only warns that it cannot tell which epoch was the best, and saves.
        return
    place = text_path(options.get("filepath"))
    weights = options.get("save_weights_only", False)
    if not isinstance(weights, bool) or options.get("save_freq", "epoch") != "epoch":
        machine.gap(site, "what a ModelCheckpoint saves, and whether it does, is not known")
    if weights is True:
        write_weights(machine, core, site, _FIT, options.get("filepath"), None, place)
    else:
        write_model(machine, core, site, _FIT, options.get("filepath"), {}, place)


def _back_up(machine: Machine, core: Core, callback: Callback, site: Site) -> None:
    if core.generation is Generation.V3:
        note_save(machine, site, _FIT, "h5", text_path(None), state_items(machine, core, site), known=is_known(core))
        return
    counters = {name: _counter(machine, site, name) for name in ("ckpt_saved_batch", "ckpt_saved_epoch", "save_counter", "train_counter")}
    found = object_graph(machine, DictValue({"model": core.owner, **counters}), [])
    note_save(machine, site, _FIT, "object", text_path(None), list(found.items), known=found.known)


def _counter(machine: Machine, site: Site, name: str) -> VariableValue:
    held = () if current_graph(machine).number else ("variables",)
    return note_variable(machine, site, name, (), "int64", api_name=_FIT, trainable=False, collections=held, kind="counter")


_MOMENTS = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_begin",
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_end",
    "on_epoch_end",
    "on_train_end",
)


def _run_own(machine: Machine, core: Core, callback: InstanceValue, site: Site) -> None:
    """A callback of the program: its methods run once."""
    machine.trail.set(callback.state, "model", core.owner)
    for name in _MOMENTS:
        method = find_in_class(callback.cls, name)
        if method is not MISSING:
            _moment(machine, method, name, site, callback)


def _moment(machine: Machine, method: Value, name: str, site: Site, receiver: Value = None) -> None:
    number = unknown("epoch" if "epoch" in name else "batch", "the number of an epoch or batch", site)
    logs = DictValue({}, open=True)
    passed = Arguments((logs,)) if name in ("on_train_begin", "on_train_end") else Arguments((number, logs))
    call_value(machine, method, passed.prepended(receiver) if receiver is not None else passed, site)


def _attribute(machine: Machine, instance: InstanceValue, name: str) -> Value:
    if name in ("__init__", "set_model", "set_params", *_MOMENTS):
        return HostFunction(name, lambda machine, arguments, site: None)
    return unknown(f"self.{name}", "an attribute of a callback", None) if name in ("params", "validation_data", "model") else MISSING


for _name in keras_names("callbacks.Callback"):
    BASES[_name] = BaseClass(_attribute)
