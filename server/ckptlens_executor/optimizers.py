"""Names of optimizer slots, as TensorFlow 1 writes them: ``<variable>/Adam``, ``<variable>/Adam_1``.

A TensorFlow 1 optimizer records them itself: the slot's ``full_name`` ends in ``/Adam_1``. A Keras 2 optimizer records
``Adam/<variable>/<slot>`` instead; its slots are renamed where a TensorFlow 1 optimizer keeps the same quantity.
"""

from __future__ import annotations

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

Slots = tuple[list[Move], list[LeftOut], tuple[str, ...]]


def slot_moves(graph: Graph, values: Mapping[int, Attribute], names: Mapping[int, str], recorded: bool) -> Slots:
    """The slots that can be carried, those that cannot and why, and notes for the user.

    `names` are the names of the variables by node; `recorded` says that they are the ones recorded in the file, so that
    a slot's own recorded name, which may hold a scope of the training code, fits to them.
    """
    moves: list[Move] = []
    left_out: list[LeftOut] = []
    for slot in graph.slots:
        value = values.get(slot.slot)
        if value is None:
            continue
        if slot.variable not in names:
            left_out.append(LeftOut(value.key, "is the slot of a variable that is not in the file"))
            continue
        name = _slot_name(graph, slot, value.full_name, names[slot.variable], recorded)
        if name is None:
            left_out.append(LeftOut(value.key, _why_not(slot, value.full_name)))
        else:
            moves.append(Move(value.key, name))
    keras_adam = any(
        _kind(values[s.slot].full_name) == "Adam" and _is_keras(s, values[s.slot].full_name) for s in graph.slots if s.slot in values
    )
    return moves, left_out, (_POWERS_NOTE,) if keras_adam else ()


def _slot_name(graph: Graph, slot: Slot, full_name: str, variable: str, recorded: bool) -> str | None:
    if not full_name:
        return None
    if not _is_keras(slot, full_name):
        return full_name if recorded else f"{variable}/{full_name.rpartition('/')[2]}"
    order, name = _KERAS_SLOTS.get(_kind(full_name), ((), ""))
    kept = {s.name for s in graph.slots if s.optimizer == slot.optimizer}
    if slot.name not in order or not kept <= set(order):
        return None
    place = [s for s in order if s in kept].index(slot.name)
    return f"{variable}/{name}" if place == 0 else f"{variable}/{name}_{place}"


def _is_keras(slot: Slot, full_name: str) -> bool:
    return full_name.rpartition("/")[2] == slot.name


def _kind(full_name: str) -> str:
    return full_name.partition("/")[0]


def _why_not(slot: Slot, full_name: str) -> str:
    if _is_keras(slot, full_name) and slot.name == "momentum" and _kind(full_name) == "SGD":
        return _SGD
    return f"is slot {slot.name!r} of an optimizer that has no counterpart in TensorFlow 1 (recorded name: {full_name or 'none'})"
