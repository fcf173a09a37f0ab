"""Building and calling layers.

Source: ``Layer.__call__`` and ``_maybe_build`` of ``keras/src/engine/base_layer.py`` (1.15, 2.15) and ``keras/src/layers/layer.py``
(3.15); names of weights come from the name scope of the call (``_name_scope``). Cases: keras_*, tf1_keras_layers_in_graph.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens.interp.access import find_in_class
from ckptlens.interp.calls import call as call_value
from ckptlens.interp.site import Arguments
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import DictValue, FunctionValue, InstanceValue, ListValue, Unknown, Value, is_tuple, new_list
from ckptlens.tf_api.graph import current_graph, old_shapes
from ckptlens.tf_api.keras.core import FIRST_INPUT, Core, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.names import fresh_names
from ckptlens.tf_api.keras.symbolic import Node, arguments_inputs, map_tensors, plain, symbolic
from ckptlens.tf_api.scopes import push_name_scope
from ckptlens.tf_api.shapes import ShapeValue, shape_of
from ckptlens.tf_api.tensors import Tensor, static_shape

if TYPE_CHECKING:
    from collections.abc import Generator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


def call_layer(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer(arguments)``."""
    inputs = arguments_inputs(arguments)
    if not inputs:
        return run_layer(machine, core, arguments, site)
    with outside(machine, core.generation):
        lowered = Arguments(tuple(plain(v) for v in arguments.positional), {k: plain(v) for k, v in arguments.keywords.items()})
        output = run_layer(machine, core, lowered, site)
    if not _holds_tensor(output):
        output = Tensor(None, "float32")
    if core.generation is Generation.V3 and (core.spec.name == "Masking" or core.options.get("mask_zero") is True):
        machine.gap(site, "the operations that make a mask are not counted among the operations of a model")
    made = symbolic(Node(core.owner, tuple(inputs), arguments), output)
    if "made output" not in core.state:
        machine.trail.set(core.state, "made input", inputs[0] if len(inputs) == 1 else new_list(tuple(inputs)))
        machine.trail.set(core.state, "made output", made)
    return made


def _holds_tensor(value: Value) -> bool:
    found: list[Tensor] = []

    def note(tensor: Tensor) -> Value:
        found.append(tensor)
        return tensor

    map_tensors(value, note)
    return bool(found)


def run_layer(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """Build a layer if it is not built, and call it on plain tensors, in its name scope."""
    with layer_scope(machine, core):
        if not is_built(core) and not core.state.get("building"):
            _build_for(machine, core, arguments, site)
        output = run_method(machine, core, arguments, site)
        if not is_built(core):
            machine.trail.set(core.state, "built", value=True)
    return output


def run_method(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    """``layer.call(arguments)``: the program's own method, else what the built-in class does."""
    method = find_in_class(core.owner.cls, "call") if isinstance(core.owner, InstanceValue) else MISSING
    if method is MISSING:
        return core.spec.call(machine, core, arguments, site)
    if isinstance(method, Unknown):
        machine.trail.set(core.state, "open", value=True)
    return call_value(machine, method, _with_framework_arguments(method, arguments).prepended(core.owner), site)


def _with_framework_arguments(method: Value, arguments: Arguments) -> Arguments:
    """The arguments that Keras itself fills in: ``training`` and ``mask`` where ``call`` has them without a default."""
    while not isinstance(method, FunctionValue):
        inner = getattr(method, "function", None)
        if inner is None:
            return arguments
        method = inner
    names = [p.name for p in method.code.parameters if p.kind in ("positional", "normal", "keyword")]
    given = {*names[: 1 + len(arguments.positional)], *arguments.keywords}
    accepted = {*names} if not any(p.kind == "keywords" for p in method.code.parameters) else None
    keywords = {k: v for k, v in arguments.keywords.items() if accepted is None or k in accepted or k not in ("training", "mask")}
    defaulted = {p.name for p in method.code.parameters if p.default is not None}
    for name, value in (("training", False), ("mask", None)):
        if name in names and name not in given and name not in defaulted:
            keywords[name] = value
    return Arguments(arguments.positional, keywords, arguments.open)


def _build_for(machine: Machine, core: Core, arguments: Arguments, site: Site) -> None:
    """Build a layer for the arguments of its first call."""
    first = arguments.positional[0] if arguments.positional else next(iter(arguments.keywords.values()), None)
    shape = shapes_in(machine, core, first)
    _note_input(machine, core, arguments, first)
    build_layer(machine, core, shape, site, arguments)


def _note_input(machine: Machine, core: Core, arguments: Arguments, first: Value) -> None:
    shape, dtype = (static_shape(first), first.dtype) if isinstance(first, Tensor) and len(arguments.positional) == 1 else (None, None)
    machine.trail.set(core.state, FIRST_INPUT, (shape, dtype))


def build_layer(machine: Machine, core: Core, shape: Value, site: Site, arguments: Arguments | None = None) -> None:
    """``layer.build(shape)``, with `shape` as the layer's own method gets it."""
    machine.trail.set(core.state, "building", value=True)
    method = find_in_class(core.owner.cls, "build") if isinstance(core.owner, InstanceValue) else MISSING
    if method is MISSING:
        core.spec.build(machine, core, shape, site)
    else:
        passed = _build_arguments(machine, core, method, shape, arguments)
        call_value(machine, method, passed.prepended(core.owner), site)
    machine.trail.set(core.state, "building", value=False)
    if method is not MISSING or not core.is_model:
        machine.trail.set(core.state, "built", value=True)


def _build_arguments(machine: Machine, core: Core, method: Value, shape: Value, arguments: Arguments | None) -> Arguments:
    """Keras 3 passes a shape for each argument of ``call`` to a ``build`` that names them (``query_shape``, ``value_shape``)."""
    if core.generation is not Generation.V3 or not isinstance(method, FunctionValue) or arguments is None:
        return Arguments((shape,))
    names = [p.name for p in method.code.parameters if p.kind in ("positional", "normal", "keyword")][1:]
    if len(names) < 2:
        return Arguments((shape,))
    called = find_in_class(core.owner.cls, "call") if isinstance(core.owner, InstanceValue) else MISSING
    call_names = [p.name for p in called.code.parameters][1:] if isinstance(called, FunctionValue) else []
    by_name = {**dict(zip(call_names, arguments.positional, strict=False)), **arguments.keywords}
    return Arguments((), {n: shapes_in(machine, core, by_name.get(n.removesuffix("_shape"))) for n in names})


def shapes_in(machine: Machine, core: Core, value: Value) -> Value:
    """The shapes of a nest of tensors, as ``build`` gets them: TensorShapes, or tuples on Keras 3."""
    if isinstance(value, ListValue):
        return new_list(tuple(shapes_in(machine, core, v) for v in value.items))
    if is_tuple(value):
        return tuple(shapes_in(machine, core, v) for v in value)
    if isinstance(value, DictValue):
        return DictValue({k: shapes_in(machine, core, v) for k, v in value.state.items()})
    shape = static_shape(value)
    if core.generation is Generation.V3 and shape is not None:
        return tuple(shape)
    return ShapeValue(shape, old_shapes(machine))


def tensors_of(machine: Machine, shape: Value, dtype: str = "float32") -> Value:
    """Tensors of a nest of shapes: what ``build`` calls a model on."""
    if isinstance(shape, DictValue):
        return DictValue({k: tensors_of(machine, v, dtype) for k, v in shape.state.items()})
    items = shape.items if isinstance(shape, ListValue) else shape if is_tuple(shape) else None
    if items and any(isinstance(i, (ListValue, ShapeValue, DictValue)) or is_tuple(i) for i in items):
        inner = tuple(tensors_of(machine, i, dtype) for i in items)
        return inner if is_tuple(shape) else new_list(inner)
    return Tensor(shape_of(shape), dtype)


@contextmanager
def layer_scope(machine: Machine, core: Core) -> Generator[None]:
    """The name scope of a layer's call: made unique in a graph, where all Keras 2 versions run the layers of TF1."""
    graph = current_graph(machine)
    before = graph.name_scope
    if core.name:
        name = concatenate([before, "/", core.name]) if before else core.name
        push_name_scope(machine, graph, core.name if graph.number else concatenate([name, "/"]))
    try:
        yield
    finally:
        machine.trail.set(graph.state, "name_scope", before)


@contextmanager
def outside(machine: Machine, generation: Generation) -> Generator[None]:
    """Outside of the name scopes that are open: symbolic calls run in a graph of their own. In a TF1 graph they run where they stand."""
    graph = current_graph(machine)
    before = graph.name_scope
    if graph.number or generation is Generation.V3:
        yield
        return
    machine.trail.set(graph.state, "name_scope", "")
    try:
        with fresh_names(machine):
            yield
    finally:
        machine.trail.set(graph.state, "name_scope", before)
