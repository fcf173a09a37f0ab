"""Recurrent cells and layers.

Source: ``keras/src/layers/rnn`` of 2.15 and 3.15, ``keras/layers/recurrent*.py`` of 1.15: 1.15 has no cell's name in the names of
weights (case tf115_keras_layers_mixed).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens.interp.site import Arguments
from ckptlens.interp.values import ListValue, Value, is_tuple, new_list
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.builtin.axes import joined, parts, sizes, window
from ckptlens.tf_api.keras.calling import build_layer, run_layer, shapes_in
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.core import Core, core_of, is_built
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.spec import Spec, Weight
from ckptlens.tf_api.keras.tracking import new_variable, track
from ckptlens.tf_api.keras.weighted import make_weights
from ckptlens.tf_api.ops.made import known_items
from ckptlens.tf_api.scopes import push_name_scope
from ckptlens.tf_api.shapes import dimension, shape_of
from ckptlens.tf_api.tensors import Tensor, sources_of, static_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Dimension, Shape


def _gated(times: int, states: int, name: str, layer: str) -> Spec:
    """A cell with `times` gates and `states` states."""

    def weights(core: Core, shape: Shape) -> tuple[Weight, ...]:
        units = dimension(core.options["units"])
        wide = times * units if units is not None else None
        made = (Weight("kernel", (shape[-1] if shape else None, wide)), Weight("recurrent_kernel", (units, wide)))
        if core.options.get("use_bias") is False:
            return made
        return (*made, Weight("bias", (2, wide) if layer == "GRU" and _resets_after(core) else (wide,)))

    def build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
        make_weights(machine, core, weights(core, shape_of(shape)), site)

    def call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
        inputs = arguments.get(0, "inputs")
        given = static_shape(inputs)
        out = Tensor(
            (given[0] if given else None, dimension(core.options["units"])), "float32", sources=sources_of(inputs, *core.items("weights"))
        )
        return (out, new_list((out,) * states))

    return export(Spec(name, build, call))


def _resets_after(core: Core) -> bool:
    found = core.options.get("reset_after")
    return found is True if found is not None else core.generation is not Generation.V1


CELLS = {
    "SimpleRNN": _gated(1, 1, "SimpleRNNCell", "SimpleRNN"),
    "LSTM": _gated(4, 2, "LSTMCell", "LSTM"),
    "GRU": _gated(3, 1, "GRUCell", "GRU"),
}
_CELL_NAMES = {"SimpleRNN": "simple_rnn_cell", "LSTM": "lstm_cell", "GRU": "gru_cell"}


def _stack_init(machine: Machine, core: Core, site: Site) -> None:
    cells = core.options.get("cells")
    items = known_items(cells)
    if items is None:
        machine.gap(site, "recurrent cells that are not known whole")
    track(machine, core, "cells", new_list(items or ()))


def _stack_build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    sizes_in: Shape = shape_of(shape)
    for cell in known_items(core.options.get("cells")) or ():
        inner = core_of(cell)
        if inner is None:
            machine.gap(site, "a recurrent cell that is not followed")
            continue
        with cell_scope(machine, core, inner):
            build_cell(machine, inner, sizes_in, site)
        width = _output_size(inner)
        sizes_in = (sizes_in[0] if sizes_in else None, width)


def _stack_call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    value = arguments.get(0, "inputs")
    states: list[Value] = []
    for cell in known_items(core.options.get("cells")) or ():
        inner = core_of(cell)
        if inner is not None:
            found = run_layer(machine, inner, Arguments((value, *arguments.positional[1:])), site)
            value, state = (found[0], found[1]) if is_tuple(found) and len(found) > 1 else (found, None)
            states.append(state)
    return (value, new_list(tuple(states)))


STACKED = export(Spec("StackedRNNCells", _stack_build, _stack_call, _stack_init))


@contextmanager
def cell_scope(machine: Machine, core: Core, cell: Core) -> Generator[None]:
    """The name scope in which a cell is built: its name, but for TF 1.15."""
    graph = current_graph(machine)
    before = graph.name_scope
    if core.generation is not Generation.V1:
        push_name_scope(machine, graph, cell.name)
    try:
        yield
    finally:
        machine.trail.set(graph.state, "name_scope", before)


def build_cell(machine: Machine, cell: Core, shape: Shape, site: Site) -> None:
    """``cell.build(shape)`` when it is not built."""
    if not is_built(cell):
        build_layer(machine, cell, shapes_in(machine, cell, Tensor(shape, "float32")), site)


def _output_size(cell: Core) -> Dimension:
    if cell.spec is STACKED:
        inner = [c for v in known_items(cell.options.get("cells")) or () if (c := core_of(v)) is not None]
        return _output_size(inner[-1]) if inner else None
    if "units" in cell.options:
        return dimension(cell.options["units"])
    found = getattr(cell.owner, "state", {}).get("output_size", getattr(cell.owner, "state", {}).get("units"))
    return dimension(found)


def _state_sizes(cell: Core) -> tuple[Dimension, ...]:
    if cell.spec is STACKED:
        return tuple(s for v in known_items(cell.options.get("cells")) or () if (c := core_of(v)) is not None for s in _state_sizes(c))
    return (_output_size(cell),) * (2 if cell.spec is CELLS["LSTM"] else 1)


def _init_rnn(machine: Machine, core: Core, site: Site) -> None:
    """``RNN(cell)``; a list of cells becomes a stack."""
    cell = core.options.get("cell")
    if isinstance(cell, ListValue) or is_tuple(cell):
        cell = make_layer(machine, STACKED, core.generation, Arguments((cell,)), site)
    if core_of(cell) is None:
        machine.gap(site, "a recurrent cell that is not followed")
        machine.trail.set(core.state, "open", value=True)
    track(machine, core, "cell", cell)


def _init_own_cell(kind: str) -> Callable[[Machine, Core, Site], None]:
    def init(machine: Machine, core: Core, site: Site) -> None:
        passed = ("units", "use_bias", "reset_after", "dtype")
        named = {k: core.options[k] for k in passed if k in core.options and (k != "dtype" or core.options[k] is not None)}
        if core.generation is not Generation.V1:
            named["name"] = _CELL_NAMES[kind]
        cell = make_layer(machine, CELLS[kind], core.generation, Arguments((), named), site)
        track(machine, core, "cell", cell)

    return init


def _build_rnn(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    items = known_items(shape)
    found = shape_of(items[0]) if items and not all(i is None or isinstance(i, int) for i in items) else shape_of(shape)
    cell = core_of(core.edges.get("cell"))
    if cell is None:
        return
    step = (found[0], *found[2:]) if found is not None else None
    if core.options.get("time_major") is True and found is not None:
        step = found[1:]
    with cell_scope(machine, core, cell):
        build_cell(machine, cell, step, site)
    if core.options.get("stateful") is True:
        _make_states(machine, core, cell, found[0] if found else None, site)


def _make_states(machine: Machine, core: Core, cell: Core, batch: Dimension, site: Site) -> None:
    """Keras 3 keeps the states of a stateful layer as variables; Keras 2 makes variables that no checkpoint tracks."""
    if core.generation is not Generation.V3:
        if current_graph(machine).number:
            machine.gap(site, "the states of a stateful recurrent layer in a graph")
        return
    dtype = core.state.get("dtype")
    own = dtype if isinstance(dtype, str) else None
    made = tuple(new_variable(machine, core, site, "rnn_state", (batch, s), own, trainable=False) for s in _state_sizes(cell))
    machine.trail.set(core.edges, "states", made)


def _call_rnn(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    inputs = arguments.get(0, "inputs")
    first = inputs.items[0] if isinstance(inputs, ListValue) and inputs.items else inputs
    shape, cell = static_shape(first), core_of(core.edges.get("cell"))
    batch, steps = (shape[0], shape[1]) if shape is not None and len(shape) >= 2 else (None, None)
    width = _output_size(cell) if cell is not None else None
    sources = sources_of(inputs, *(cell.items("weights") if cell is not None else ()))
    whole = (batch, steps, width) if core.options.get("return_sequences") is True else (batch, width)
    out = Tensor(whole, "float32", sources=sources)
    if core.options.get("return_state") is not True or cell is None:
        return out
    return new_list((out, *(Tensor((batch, s), "float32", sources=sources) for s in _state_sizes(cell))))


RNN = export(Spec("RNN", _build_rnn, _call_rnn, _init_rnn))
RECURRENT = {kind: export(Spec(kind, _build_rnn, _call_rnn, _init_own_cell(kind))) for kind in CELLS}


def _cudnn(name: str, times: int) -> None:
    """The layers of TF 1.15 for CUDA: weights of their own, no cell."""

    def build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
        units, found = dimension(core.options["units"]), shape_of(shape)
        wide = times * units if units is not None else None
        bias = 2 * wide if wide is not None else None
        weights = (
            Weight("kernel", (found[-1] if found else None, wide)),
            Weight("recurrent_kernel", (units, wide)),
            Weight("bias", (bias,)),
        )
        make_weights(machine, core, weights, site)

    def call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
        shape, units = static_shape(arguments.get(0, "inputs")), dimension(core.options["units"])
        batch, steps = (shape[0], shape[1]) if shape is not None and len(shape) == 3 else (None, None)
        out = Tensor((batch, steps, units) if core.options.get("return_sequences") is True else (batch, units), "float32")
        state = Tensor((batch, units), "float32")
        return new_list((out, *(state,) * (2 if times == 4 else 1))) if core.options.get("return_state") is True else out

    export(Spec(name, build, call), f"layers.{name}")


_cudnn("CuDNNLSTM", 4)
_cudnn("CuDNNGRU", 3)


def _conv_lstm(rank: int) -> None:
    """A convolutional LSTM: the weights belong to its cell and are named as the layer's own (Keras 2)."""

    def init(machine: Machine, core: Core, site: Site) -> None:
        cell = make_layer(machine, _CONV_CELL, core.generation, Arguments((), {"name": "conv_lstm_cell"}), site)
        core_of(cell).options.update({**core.options, "rank": rank})  # pyright: ignore[reportOptionalMemberAccess]
        track(machine, core, "cell", cell)

    def build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
        cell, found = core_of(core.edges.get("cell")), shape_of(shape)
        if cell is not None:
            build_cell(machine, cell, (found[0], *found[2:]) if found is not None else None, site)
        if core.options.get("stateful") is True:
            machine.gap(site, "the states of a stateful convolutional layer")

    def call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
        shape, options = static_shape(arguments.get(0, "inputs")), core.options
        found = parts(core, (shape[0], *shape[2:]), rank) if shape is not None and len(shape) == rank + 3 else None
        if found is None or shape is None:
            return Tensor(None, "float32")
        axes = zip(
            found[1],
            sizes(options["kernel_size"], rank),
            sizes(options.get("strides", 1), rank),
            sizes(options.get("dilation_rate", 1), rank),
            strict=False,
        )
        space = tuple(window(s, k, t, d, options.get("padding", "valid")) for s, k, t, d in axes)
        state = joined(core, found[0], space, dimension(options["filters"]))
        assert state is not None
        out = Tensor((state[0], shape[1], *state[1:]) if options.get("return_sequences") is True else state, "float32")
        return new_list((out, *(Tensor(state, "float32"),) * 2)) if options.get("return_state") is True else out

    export(Spec(f"ConvLSTM{rank}D", build, call, init))


def _conv_cell_build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    options, rank = core.options, core.options["rank"]
    assert isinstance(rank, int)
    found, kernel = parts(core, shape_of(shape), rank), sizes(options["kernel_size"], rank)
    filters = dimension(options["filters"])
    wide = 4 * filters if filters is not None else None
    made = (
        Weight("kernel", (*kernel, found[2] if found is not None else None, wide)),
        Weight("recurrent_kernel", (*kernel, filters, wide)),
    )
    make_weights(machine, core, (*made, Weight("bias", (wide,))) if options.get("use_bias") is not False else made, site)


def _conv_cell_call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return arguments.get(0, "inputs")


_CONV_CELL = Spec("ConvLSTMCell", _conv_cell_build, _conv_cell_call)
for _rank in (1, 2, 3):
    _conv_lstm(_rank)
