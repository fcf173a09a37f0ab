"""Weights and sublayers of a layer, and the edges that checkpoints follow.

Source: ``keras/src/engine/base_layer.py`` (add_weight, __setattr__) and ``engine/training.py`` of 2.15;
``keras/src/layers/layer.py``, ``utils/tracking.py`` and ``backend/tensorflow/trackable.py`` of 3.15. Cases: keras_custom_layer_weights,
keras_layer_list_dict_attrs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, HostObject, InstanceValue, ListValue, SetValue, Text, Value, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.graph import current_graph, unique_name
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.objects import Edge, TrackedObject, all_variables, is_module, is_untracked
from ckptlens.tf_api.variables import VariableValue, note_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Shape


SAVED_WITHOUT_NAME = "VARIABLE_VALUE"
"""What a variable of Keras 3 writes for itself below its name: ``keras/src/backend/tensorflow/core.py`` (_serialize_to_tensors)."""


class KerasVariable(VariableValue, frozen=True):
    """A variable of Keras 3, which is no ``tf.Variable``: its name has no scopes and no ``:0``, its path is the layer's."""

    path: Text = ""

    def saver_key(self, name: Template, *, given: bool) -> Template:
        """A Saver takes it for a plain trackable object, which has no name (case saver_keras_weights_roundtrip)."""
        return name + SAVED_WITHOUT_NAME if given else Template((SAVED_WITHOUT_NAME,))

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "name":
                return self.op_name
            case "path":
                return self.path
            case "value":
                # The variable of TensorFlow behind it, whose name is the path (experiments n115).
                return VariableValue(self.uid, self.path, self.shape, self.dtype, self.trainable)
            case _:
                return VariableValue.attribute(self, machine, name)


def add_weight(
    machine: Machine,
    core: Core,
    site: Site,
    name: Text,
    shape: Shape,
    dtype: str | None,
    *,
    trainable: bool = True,
    edge: Text | None = None,
) -> VariableValue:
    """Make a weight of a layer in the current name scope. It is tracked as `edge`, or under its name, or (Keras 3) not at all
    until it becomes an attribute."""
    made = new_variable(
        machine, core, site, name, shape, dtype, trainable=trainable and (core.generation is Generation.V3 or _trains(core))
    )
    machine.trail.set(core.state, "weights", (*core.items("weights"), made))
    if edge is not None or core.generation is not Generation.V3:
        machine.trail.set(core.edges, edge if edge is not None else name, made)
    return made


def _trains(core: Core) -> bool:
    # Keras 2 notes trainable=False of a frozen layer on the layer alone; the variable itself stays trainable.
    return True


def new_variable(
    machine: Machine, core: Core, site: Site, name: Text, shape: Shape, dtype: str | None, *, trainable: bool = True
) -> VariableValue:
    """A variable made by a layer, not yet one of its weights."""
    api_name = "tf.keras.layers.Layer.add_weight"
    full = unique_name(machine, current_graph(machine), name)
    if core.generation is Generation.V3:
        # In a graph it is also a plain variable behind the face of Keras 3, with a name of its own.
        made = note_variable(machine, site, full, shape, dtype, api_name=api_name, trainable=trainable)
        return KerasVariable(made.uid, name, shape, dtype, trainable, path=full)
    return note_variable(machine, site, full, shape, dtype, api_name=api_name, trainable=trainable)


def track(machine: Machine, core: Core, name: str, value: Value) -> None:
    """``layer.name = value``: the edge, and what adds to the layer's weights."""
    if core.generation is Generation.V3:
        _track_3(machine, core, name, value)
        return
    before = core.edges.get(name, MISSING)
    if before is not MISSING and before is not value:
        machine.trail.remove(core.edges, name)
        _forget(machine, core, before)
    if not is_trackable(value):
        return
    machine.trail.set(core.edges, name, value)
    _hold(machine, core, value)


def _track_3(machine: Machine, core: Core, name: str, value: Value) -> None:
    """Keras 3 wraps lists, dicts and sets in classes of its own, which TensorFlow does not track; tuples it does."""
    if isinstance(value, (ListValue, DictValue, SetValue)):
        _hold(machine, core, value)
        return
    if is_trackable(value):
        machine.trail.set(core.edges, name, without_lists(value) if is_tuple(value) else value)
        _hold(machine, core, value)


def without_lists(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """A tuple as TensorFlow tracks it under Keras 3: its lists and dicts are not."""
    return tuple(None if isinstance(i, (ListValue, DictValue, SetValue)) else without_lists(i) if is_tuple(i) else i for i in items)


def is_trackable(value: Value) -> bool:
    """Whether TensorFlow tracks a value that becomes an attribute."""
    if is_tuple(value) or isinstance(value, (ListValue, DictValue)):
        return True
    core = core_of(value)
    if core is not None and core.spec.is_metric and core.generation is Generation.V3:
        return False
    if isinstance(value, InstanceValue) or core is not None:
        return not is_untracked(value)
    return isinstance(value, (VariableValue, TrackedObject)) or (isinstance(value, HostObject) and core_of(value) is not None)


def _hold(machine: Machine, core: Core, value: Value) -> None:
    if isinstance(value, VariableValue):
        plain = core.generation is Generation.V3 and not isinstance(value, KerasVariable)
        if not plain and value not in core.items("weights"):
            machine.trail.set(core.state, "weights", (*core.items("weights"), value))
    elif not any(value is held for held in core.items("layers")):
        machine.trail.set(core.state, "layers", (*core.items("layers"), value))


def _forget(machine: Machine, core: Core, value: Value) -> None:
    if any(value is other for other in core.edges.values()):
        return
    if isinstance(value, VariableValue):
        machine.trail.set(core.state, "weights", tuple(w for w in core.items("weights") if w is not value))
    else:
        machine.trail.set(core.state, "layers", tuple(v for v in core.items("layers") if v is not value))


def is_open(core: Core) -> bool:
    """Whether a layer may have weights that are not known."""
    return core.state.get("open") is True or any(is_open(inner) for c in sublayers(core) if (inner := core_of(c)) is not None)


_SEEDED = ("Dropout", "Noise", "RNNCell", "LSTMCell", "GRUCell", "Random")


def has_seeds(core: Core) -> bool:
    """Whether ``layer.variables`` of Keras 3 may hold the state of random numbers, which ``layer.weights`` does not."""
    if core.generation is not Generation.V3:
        return False
    rate = core.options.get("rate", core.options.get("dropout") if "Attention" in core.spec.name else None)
    own = any(part in core.spec.name for part in _SEEDED) if rate is None else rate != 0
    return own or any(has_seeds(inner) for c in sublayers(core) if (inner := core_of(c)) is not None)


def variables_of(machine: Machine, value: Value, which: str = "variables") -> list[VariableValue]:
    """The weights of a layer, model or nest of them: ``variables``, ``trainable_variables`` or ``non_trainable_variables``."""
    seen: set[int] = set()
    found = _of_value(machine, value, which)
    return [v for v in found if v.uid not in seen and not seen.add(v.uid)]


def _of_value(machine: Machine, value: Value, which: str) -> list[VariableValue]:
    core = core_of(value)
    if core is not None:
        return _of_core(machine, core, which)
    if isinstance(value, VariableValue):
        return [value] if which == "variables" or value.trainable == (which == "trainable_variables") else []
    inner = _by_key(value) if isinstance(value, DictValue) else _contents(value)
    if inner is not None:
        return [v for i in inner for v in _of_value(machine, i, which)]
    if is_module(value) or isinstance(value, TrackedObject):
        wanted = {"variables": (True, False), "trainable_variables": (True,), "non_trainable_variables": (False,)}[which]
        return [v for v in all_variables(machine, value) if v.trainable in wanted]
    return []


def _by_key(value: DictValue) -> tuple[Value, ...]:
    """The values of a dict in the order of its keys, as the wrapper of Keras 2 gives them."""
    return tuple(value.state[k] for k in sorted(value.state, key=str))


def _contents(value: Value) -> tuple[Value, ...] | None:
    if is_tuple(value):
        return value
    if isinstance(value, ListValue):
        return value.items
    if isinstance(value, (DictValue, SetValue)):
        return tuple(value.state.values() if isinstance(value, DictValue) else value.state)
    return None


def _of_core(machine: Machine, core: Core, which: str) -> list[VariableValue]:
    own = [v for v in core.items("weights") if isinstance(v, VariableValue)]
    frozen = core.state.get("trainable") is False
    if core.generation is Generation.V3:
        return _of_core_3(machine, core, own, which, frozen=frozen)
    trained, fixed = [v for v in own if v.trainable], [v for v in own if not v.trainable]
    children = list(sublayers(core))

    def inner(kind: str) -> list[VariableValue]:
        return [v for c in children for v in _of_value(machine, c, kind)]

    if core.is_model and which == "variables":
        return [*inner("variables"), *trained, *fixed]
    if which == "variables":
        return [*_of_core(machine, core, "trainable_variables"), *_of_core(machine, core, "non_trainable_variables")]
    if which == "trainable_variables":
        if frozen:
            return []
        return [*inner(which), *trained] if core.is_model else [*trained, *inner(which)]
    if frozen and core.is_model:
        return [*inner("trainable_variables"), *trained, *inner(which), *fixed]
    if frozen:
        return [*trained, *fixed, *inner("variables")]
    return [*inner(which), *fixed] if core.is_model else [*fixed, *inner(which)]


def _of_core_3(machine: Machine, core: Core, own: list[VariableValue], which: str, *, frozen: bool) -> list[VariableValue]:
    ordered = [*(v for v in own if v.trainable), *(v for v in own if not v.trainable)]
    inner = (v for c in sublayers(core) for v in _of_value(machine, c, "variables"))
    found = [*ordered, *(v for v in inner if isinstance(v, KerasVariable))]
    if which == "variables":
        return found
    trained = [] if frozen else [v for v in found if v.trainable and not _is_frozen_within(machine, core, v)]
    kept = {v.uid for v in trained}
    return trained if which == "trainable_variables" else [v for v in found if v.uid not in kept]


def _is_frozen_within(machine: Machine, core: Core, variable: VariableValue) -> bool:
    """Whether an inner layer that is not trained holds a variable: Keras 3 sets the variables' own flag."""
    for child in sublayers(core):
        inner = core_of(child)
        if inner is None:
            continue
        held = any(v.uid == variable.uid for v in _of_core(machine, inner, "variables"))
        if held and (inner.state.get("trainable") is False or _is_frozen_within(machine, inner, variable)):
            return True
    return False


def sublayers(core: Core) -> Iterator[Value]:
    """What a layer tracks that may hold weights, containers opened."""
    for value in core.items("layers"):
        yield from _flat(value, by_key=core.generation is not Generation.V3)


def _flat(value: Value, *, by_key: bool) -> Iterator[Value]:
    inner = _by_key(value) if by_key and isinstance(value, DictValue) else _contents(value)
    if inner is None:
        yield value
        return
    for item in inner:
        yield from _flat(item, by_key=by_key)


def edges_of(machine: Machine, core: Core) -> list[Edge] | None:
    """The tracked edges of a layer or model in order."""
    from ckptlens.tf_api.keras.network import layer_edges

    if core.state.get("open"):
        return None
    return [*layer_edges(machine, core), *((k, v) for k, v in core.edges.items() if isinstance(k, (str,)))]
