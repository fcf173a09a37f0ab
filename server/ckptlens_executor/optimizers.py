"""Names of optimizer slots, as TensorFlow 1 writes them: ``<variable>/Adam``, ``<variable>/Adam_1``.

A TensorFlow 1 optimizer records them itself: the slot's ``full_name`` ends in ``/Adam_1``. A Keras 2 optimizer records
``Adam/<variable>/<slot>`` instead; its slots are renamed where a TensorFlow 1 optimizer keeps the same quantity.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ckptlens_executor.plan import LeftOut, Move

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens_executor.graph import Attribute, Graph, Slot

_KERAS_SLOTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "Adam": (("m", "v"), "Adam"),
    "Adagrad": (("accumulator",), "Adagrad"),
    "Adadelta": (("accum_grad", "accum_var"), "Adadelta"),
    "Ftrl": (("accumulator", "linear"), "Ftrl"),
    "RMSprop": (("rms", "mg", "momentum"), "RMSProp"),
}
"""Keras optimizer: its slots in the order in which the TensorFlow 1 optimizer of the second name creates them."""

_SGD = "Keras SGD's momentum includes the learning rate and TensorFlow 1's does not: the values mean different things"
_POWERS_NOTE = "A TensorFlow 1 Adam also reads beta1_power and beta2_power, which a Keras Adam does not keep: set them in the program."

_COUNTED = re.compile(r"(.*?)(?:_(\d+))?")

Slots = tuple[list[Move], list[LeftOut], tuple[str, ...]]


def slot_moves(graph: Graph, values: Mapping[int, Attribute], names: Mapping[int, str], recorded: bool) -> Slots:
    """The slots that can be carried, those that cannot and why, and notes for the user.

    `names` are the names of the variables by node; `recorded` says that they are the ones recorded in the file, so that
    a slot's own recorded name, which may hold a scope of the training code, fits to them.
    """
    moves: list[Move] = []
    left_out: list[LeftOut] = []
    suffixes = {**_tf1_suffixes(graph, values), **_keras_suffixes(graph, values)}
    for slot in graph.slots:
        value, variable = values.get(slot.slot), names.get(slot.variable)
        if value is None:
            continue
        if variable is None:
            left_out.append(LeftOut(value.key, "is the slot of a variable that is not in the file"))
        elif slot.slot not in suffixes:
            left_out.append(LeftOut(value.key, _why_not(slot, value.full_name)))
        else:
            kept = recorded and not _is_keras(slot, value.full_name)
            moves.append(Move(value.key, value.full_name if kept else f"{variable}/{suffixes[slot.slot]}"))
    adams = (s.slot for s in graph.slots if s.slot in values and _is_keras(s, values[s.slot].full_name) and s.slot in suffixes)
    return moves, left_out, (_POWERS_NOTE,) if any(_kind(values[node].full_name) == "Adam" for node in adams) else ()


def _tf1_suffixes(graph: Graph, values: Mapping[int, Attribute]) -> dict[int, str]:
    """The recorded suffixes, such as ``Adam_1``, of the slots of TensorFlow 1 optimizers, by node.

    Eager variables without a name are all called "Variable", also those of other models in the process, and their slots share one
    counter: it is taken per variable here.
    """
    tails: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for slot in graph.slots:
        tail = values[slot.slot].full_name.rpartition("/")[2] if slot.slot in values else ""
        if tail and tail != slot.name and slot.variable in values:
            tails[slot.variable][slot.slot] = tail
    found: dict[int, str] = {}
    for recorded in tails.values():
        found.update(_counted_again(recorded))
    return found


def _counted_again(tails: Mapping[int, str]) -> dict[int, str]:
    """``Adam_4``, ``Adam_5`` as ``Adam``, ``Adam_1``."""
    split = {node: _COUNTED.fullmatch(tail) for node, tail in tails.items()}
    order = sorted((m[1], int(m[2] or 0), node) for node, m in split.items() if m)
    seen: Counter[str] = Counter()
    found: dict[int, str] = {}
    for name, _, node in order:
        found[node] = f"{name}_{seen[name]}" if seen[name] else name
        seen[name] += 1
    return found


def _keras_suffixes(graph: Graph, values: Mapping[int, Attribute]) -> dict[int, str]:
    """Suffixes for the slots of Keras optimizers that have a counterpart, by node."""
    kept: defaultdict[int, set[str]] = defaultdict(set)
    for slot in graph.slots:
        kept[slot.optimizer].add(slot.name)
    found: dict[int, str] = {}
    for slot in graph.slots:
        full_name = values[slot.slot].full_name if slot.slot in values else ""
        if not _is_keras(slot, full_name):
            continue
        order, name = _KERAS_SLOTS.get(_kind(full_name), ((), ""))
        if slot.name in order and kept[slot.optimizer] <= set(order):
            place = [s for s in order if s in kept[slot.optimizer]].index(slot.name)
            found[slot.slot] = f"{name}_{place}" if place else name
    return found


def _is_keras(slot: Slot, full_name: str) -> bool:
    return full_name.rpartition("/")[2] == slot.name


def _kind(full_name: str) -> str:
    return full_name.partition("/")[0]


def _why_not(slot: Slot, full_name: str) -> str:
    if _is_keras(slot, full_name) and slot.name == "momentum" and _kind(full_name) == "SGD":
        return _SGD
    return f"is slot {slot.name!r} of an optimizer that has no counterpart in TensorFlow 1 (recorded name: {full_name or 'none'})"
