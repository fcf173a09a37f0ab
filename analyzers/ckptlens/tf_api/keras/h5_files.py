"""The keys of Keras's HDF5 files.

Source: ``keras/src/saving/saving_lib.py`` (_save_state, _walk_trackable of 2.15, _walk_saveable of 3.15) for ``.weights.h5`` and
``.keras``; ``keras/src/saving/legacy/hdf5_format.py`` (2.15), ``keras/src/legacy/saving/legacy_h5_format.py`` (3.15) for ``.h5``.
Cases: keras_save_weights_h5, keras_model_save_formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.strings import as_template, concatenate
from ckptlens.interp.trail import OPEN
from ckptlens.interp.values import DictValue, InstanceValue, ListValue, Text, Value, is_tuple
from ckptlens.tf_api.keras.compiled import model_metrics
from ckptlens.tf_api.keras.core import Core, core_of
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.names import snake_case
from ckptlens.tf_api.keras.network import layers_of
from ckptlens.tf_api.keras.optimizer_specs import Family
from ckptlens.tf_api.keras.optimizers import KerasOptimizer, optimizer_of
from ckptlens.tf_api.keras.tracking import is_open, variables_of
from ckptlens.tf_api.objects import shifts
from ckptlens.tf_api.variables import VariableValue
from ckptlens.trace import SavedItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


class _Walk(Struct):
    """One walk over a model: what was found, and what was visited."""

    machine: Machine
    site: Site
    generation: Generation
    items: list[SavedItem] = field(default_factory=list[SavedItem])
    seen: set[int] = field(default_factory=set[int])


def state_items(machine: Machine, core: Core, site: Site) -> list[SavedItem]:
    """The keys of a ``.weights.h5`` or ``.keras`` file: attributes and containers by their names, ``vars/N`` for own variables."""
    walk = _Walk(machine, site, core.generation)
    _save_state(walk, core.owner, "")
    return walk.items


def _save_state(walk: _Walk, value: Value, path: Text) -> None:
    identity = id(core_of(value) or value)
    if identity in walk.seen:
        return
    walk.seen.add(identity)
    own = _own_variables(walk, value)
    if shifts(walk.machine, tuple(own)) or ((optimizer := optimizer_of(value)) is not None and optimizer.state.get(OPEN)):
        walk.machine.gap(walk.site, "the place of a variable in a list depends on a condition that is not known")
    for index, variable in enumerate(own):
        walk.items.append(item(walk.machine, _join(path, f"vars/{index}"), variable))
    for name, child in _attributes(walk, value):
        if _is_saved(walk, child):
            _save_state(walk, child, _join(path, name))
        elif isinstance(child, (ListValue, DictValue)) or is_tuple(child):
            _save_container(walk, child, _join(path, name))


def _own_variables(walk: _Walk, value: Value) -> list[VariableValue]:
    core = core_of(value)
    if core is not None:
        if core.spec.is_metric and core.generation is Generation.V3:
            return []
        own = [v for v in core.items("weights") if isinstance(v, VariableValue)]
        return [*(v for v in own if v.trainable), *(v for v in own if not v.trainable)]
    optimizer = optimizer_of(value)
    return optimizer_variables(optimizer) if optimizer is not None else []


def optimizer_variables(optimizer: KerasOptimizer) -> list[VariableValue]:
    """``optimizer.variables``; those of an inner optimizer after its own."""
    inner = getattr(optimizer, "inner", None)
    own = [v for v in optimizer.listed if isinstance(v, VariableValue)]
    return [*own, *(optimizer_variables(inner) if isinstance(inner, KerasOptimizer) else [])]


def _is_saved(walk: _Walk, value: Value) -> bool:
    optimizer = optimizer_of(value)
    if optimizer is not None:
        return optimizer.family is not Family.LEGACY
    return core_of(value) is not None


def _attributes(walk: _Walk, value: Value) -> Iterator[tuple[str, Value]]:
    """Attributes in the order of the walk: from the last name to the first in Keras 2, names with ``_`` last in Keras 3."""
    found = _all_attributes(walk, value)
    if walk.generation is not Generation.V3:
        for name in sorted(found, reverse=True):
            yield name, found[name]
        return
    core = core_of(value)
    if core is not None and ("network" in core.state or "stack" in core.state) and "layers" in found:
        yield "layers", found.pop("layers")
    for name in sorted(found, key=lambda n: f"~{n[1:]}" if n.startswith("_") else n):
        yield name, found[name]


def _all_attributes(walk: _Walk, value: Value) -> dict[str, Value]:
    core = core_of(value)
    if core is None:
        held = optimizer_of(value)
        inner = getattr(value, "inner", None)
        if inner is None and held is not None and held.state.get("scaled") is True and "scaled part" not in held.state:
            inner = _Inner(held.spec, held.family, held.name, held.options, {**held.state, "scaled part": True}, held.edges_held)
        return {"inner_optimizer": inner} if inner is not None else {}
    own = core.owner.state if isinstance(core.owner, InstanceValue) else core.edges
    found = {k: v for k, v in own.items() if isinstance(k, str) and k != "_functional"}
    if core.generation is Generation.V3 and not isinstance(core.owner, InstanceValue):
        found = {_PUBLIC.get(k, k): v for k, v in found.items()}
        found |= {"cells": core.options["cells"]} if core.cls == "StackedRNNCells" else {}
    if not isinstance(core.owner, InstanceValue):
        found |= {str(k[1]): v for k, v in core.state.items() if is_tuple(k) and k[:1] == ("attribute",)}
    if core.is_model:
        found["layers"] = tuple(layers_of(core))
        if core.state.get("optimizer") is not None:
            found["optimizer"] = core.state["optimizer"]
        if core.generation is not Generation.V3:
            found["metrics"] = tuple(model_metrics(walk.machine, core, walk.site))
    return found


_PUBLIC = {f"_{name}_dense": f"{name}_dense" for name in ("query", "key", "value", "output")}
"""Inner layers of MultiHeadAttention of Keras 3, which are also properties: a walk by name meets these first."""


class _Inner(KerasOptimizer, eq=False):
    """The optimizer inside a scaling one of Keras 2, whose variables are the same."""


def _save_container(walk: _Walk, container: Value, path: Text) -> None:
    used: dict[str, int] = {}
    new = walk.generation is Generation.V3
    for value in _contents(container):
        core = core_of(value)
        if core is None:
            if new and (isinstance(value, (ListValue, DictValue)) or is_tuple(value)):
                _save_container(walk, value, _join(path, _unique("container", used)))
            continue
        if not new and id(core) in walk.seen:
            continue
        _save_state(walk, value, _join(path, _unique(snake_case(core.cls, walk.generation), used)))


def _unique(name: str, used: dict[str, int]) -> str:
    count = used.get(name, 0)
    used[name] = count + 1
    return f"{name}_{count}" if count else name


def _contents(container: Value) -> tuple[Value, ...]:
    if isinstance(container, ListValue):
        return container.items
    if isinstance(container, DictValue):
        return tuple(container.state.values())
    return container if is_tuple(container) else ()


def _join(path: Text, name: Text) -> Text:
    return concatenate([path, "/", name]) if path else name


def item(machine: Machine, key: Text, variable: VariableValue) -> SavedItem:
    """An entry of a file for a variable."""
    fact = machine.facts.variable(variable.uid)
    return SavedItem(as_template(key), fact.uid, fact.shape, fact.dtype, fact.when, fact.location)


def legacy_items(machine: Machine, core: Core, *, whole: bool, optimizer: bool = True) -> list[SavedItem]:
    """The keys of an ``.h5`` file: layer by layer, under the names of the variables; `whole` for a file of ``model.save``."""
    prefix = "model_weights/" if whole else ""
    found: list[SavedItem] = []
    for layer in layers_of(core):
        inner = core_of(layer)
        if inner is not None:
            weights = [*variables_of(machine, layer, "trainable_variables"), *variables_of(machine, layer, "non_trainable_variables")]
            found += [item(machine, concatenate([prefix, inner.name, "/", _h5_name(core, v)]), v) for v in weights]
    own = [v for v in core.items("weights") if isinstance(v, VariableValue)]
    found += [item(machine, concatenate([prefix, "top_level_model_weights/", _h5_name(core, v)]), v) for v in own]
    trained = optimizer_of(core.state.get("optimizer"))
    if whole and optimizer and trained is not None:
        found += [item(machine, concatenate(["optimizer_weights/", _h5_name(core, v)]), v) for v in optimizer_variables(trained)]
    return found


def _h5_name(core: Core, variable: VariableValue) -> Text:
    if core.generation is Generation.V3:
        return getattr(variable, "path", None) or variable.op_name
    return concatenate([variable.op_name, ":0"])


def is_known(core: Core) -> bool:
    """Whether all weights of a model are known."""
    return not is_open(core)
