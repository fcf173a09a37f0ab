"""What programs read from layers and models, and the methods that they call.

Source: ``Layer`` and ``Model`` of Keras 1.15, 2.15 and 3.15.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostFunction, InstanceValue, Value, new_list
from ckptlens.tf_api.keras.core import Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.network import Network, layers_of
from ckptlens.tf_api.keras.tracking import has_seeds, is_open, sublayers, track, variables_of
from ckptlens.tf_api.shapes import ShapeValue

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

Method = Callable[["Machine", Core, "Arguments", "Site"], Value]
Property = Callable[["Machine", Core], Value]

METHODS: dict[str, Method] = {}
"""Methods of models."""
LAYER_METHODS: dict[str, Method] = {}
"""Methods of all layers, models too."""
PROPERTIES: dict[str, Property] = {}
SETTERS: dict[str, Callable[[Machine, Core, Value], None]] = {}
"""What happens on ``layer.name = value`` in place of the plain assignment."""

_VARIABLES = {
    "weights": "variables",
    "variables": "variables",
    "trainable_weights": "trainable_variables",
    "trainable_variables": "trainable_variables",
    "non_trainable_weights": "non_trainable_variables",
    "non_trainable_variables": "non_trainable_variables",
}


def layer_attribute(machine: Machine, core: Core, name: str) -> Value:
    """An attribute that Keras gives to a layer."""
    if name in _VARIABLES:
        found = new_list(tuple(variables_of(machine, core.owner, _VARIABLES[name])))
        if is_open(core) or (name == "variables" and has_seeds(core)):
            found.state["open"] = True
        return found
    if name in PROPERTIES:
        return PROPERTIES[name](machine, core)
    method = LAYER_METHODS.get(name) or (METHODS.get(name) if core.is_model else None)
    if method is not None:
        return HostFunction(name, partial(_run, method, core))
    return _own(machine, core, name)


def _run(method: Method, core: Core, machine: Machine, arguments: Arguments, site: Site) -> Value:
    return method(machine, core, arguments, site)


def _own(machine: Machine, core: Core, name: str) -> Value:
    """A weight, an inner layer or an option of a built-in layer."""
    for edge in (name, f"_{name}"):
        if edge in core.edges:
            return core.edges[edge]
    for weight in core.items("weights"):
        if str(getattr(weight, "op_name", "")).rpartition("/")[2] == name:
            return weight
    if name in core.options:
        return core.options[name]
    if name.startswith("__") or (is_own_class(core) and name not in keras_attributes()):
        return MISSING
    return unknown(f"{core.cls}.{name}", f"an attribute of {core.cls}", None, callable_gap=True)


def is_own_class(core: Core) -> bool:
    """Whether it is an object of the program whose class has nothing but what all layers or models have."""
    return isinstance(core.owner, InstanceValue) and core.spec.name in ("Layer", "Model", "Sequential")


@cache
def keras_attributes() -> frozenset[str]:
    """What layers and models have in some version; tools/record_keras_attributes.py asks Keras for it."""
    return frozenset(files("ckptlens.tf_api.keras").joinpath("attribute_names.txt").read_text("utf-8").split())


def set_layer_attribute(machine: Machine, core: Core, name: str, value: Value) -> bool:
    """``layer.name = value``: edges and weights; True when nothing else is to be stored."""
    if name in SETTERS:
        SETTERS[name](machine, core, value)
        return True
    track(machine, core, name, value)
    return False


def _set_trainable(machine: Machine, core: Core, value: Value) -> None:
    flag = value if isinstance(value, bool) else True
    machine.trail.set(core.state, "trainable", flag)
    for child in sublayers(core):
        inner = core_of(child)
        if inner is not None:
            _set_trainable(machine, inner, flag)


SETTERS["trainable"] = _set_trainable
SETTERS["name"] = SETTERS["_name"] = lambda machine, core, value: machine.trail.set(core.state, "name", value)
SETTERS["built"] = lambda machine, core, value: machine.trail.set(core.state, "built", value)


def _dtype(machine: Machine, core: Core) -> Value:
    return core.state.get("dtype", "float32")


def _layers(machine: Machine, core: Core) -> Value:
    found = layers_of(core) if core.is_model else tuple(v for v in sublayers(core) if core_of(v) is not None)
    result = new_list(found)
    if core.state.get("open"):
        result.state["open"] = True
    return result


def _connected(core: Core, which: str) -> Value:
    """The inputs or outputs that a functional or built Sequential model connects, None for any other layer."""
    network = core.state.get("network")
    if not isinstance(network, Network):
        return None
    return network.input_nest if which == "input" else network.outputs


def _network_end(machine: Machine, core: Core, which: str) -> Value:
    if core.generation is Generation.V3 and "stack" in core.state:
        # A Sequential model of Keras 3 has neither until it is called on symbolic tensors.
        return core.state.get(f"made {which}", MISSING)
    connected = _connected(core, which)
    if connected is not None:
        return connected
    found = core.state.get(f"made {which}", core.state.get("output") if core.spec.name == "InputLayer" else None)
    return found if found is not None else unknown(f"{core.cls}.{which}", "a symbolic tensor of a layer", None)


def _listed(machine: Machine, core: Core, which: str) -> Value:
    from ckptlens.tf_api.keras.symbolic import symbolic_inputs

    connected = _connected(core, which)
    return new_list(tuple(symbolic_inputs(_network_end(machine, core, which) if connected is None else connected)))


def _shape(machine: Machine, core: Core, which: str) -> Value:
    connected = _connected(core, which)
    shape = getattr(_network_end(machine, core, which) if connected is None else connected, "shape", None)
    return tuple(shape) if shape is not None else ShapeValue(None)


PROPERTIES.update(
    {
        "name": lambda machine, core: core.name,
        "_name": lambda machine, core: core.name,
        "trainable": lambda machine, core: core.state.get("trainable", True),
        "built": lambda machine, core: is_built(core),
        "dtype": _dtype,
        "variable_dtype": _dtype,
        "compute_dtype": _dtype,
        "_compute_dtype": _dtype,
        "layers": _layers,
        "_layers": _layers,
        "submodules": lambda machine, core: tuple(v for v in sublayers(core)),
        "losses": lambda machine, core: new_list(()),
        "updates": lambda machine, core: new_list(()),
        "input": lambda machine, core: _network_end(machine, core, "input"),
        "output": lambda machine, core: _network_end(machine, core, "output"),
        "inputs": lambda machine, core: _listed(machine, core, "input"),
        "outputs": lambda machine, core: _listed(machine, core, "output"),
        "input_shape": lambda machine, core: _shape(machine, core, "input"),
        "output_shape": lambda machine, core: _shape(machine, core, "output"),
        "input_spec": lambda machine, core: None,
        "stateful": lambda machine, core: core.options.get("stateful", False),
        "supports_masking": lambda machine, core: True,
    }
)
