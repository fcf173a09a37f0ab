"""Which names of a TensorFlow 1 file are slots of an optimizer: ``<variable>/Adam`` is slot ``m``, ``<variable>/Adam_1`` slot ``v``.

Follows ``_create_slots`` of the optimizers of ``tf.compat.v1.train`` (2.15, 2.21): slots take the optimizer's name and a number in the
order in which they are made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

_SLOTS = {
    "Adam": ("m", "v"),
    "Momentum": ("momentum",),
    "Adagrad": ("accumulator",),
    "Adadelta": ("accum", "accum_update"),
    "Ftrl": ("accum", "linear"),
    "RMSProp": ("rms", "momentum"),
}
_CENTERED = ("rms", "mg", "momentum")
_POWERS = ("beta1_power", "beta2_power")
_WEIGHT_DECAY = re.compile(r"(.+)/(adam_[mv])")
"""The slots of the optimizer that came with BERT and was copied with it."""
_NAME = re.compile(rf"(.+)/({'|'.join(_SLOTS)})(?:_(\d+))?")


class SlotNames(Struct, frozen=True):
    """The optimizer's slots as (variable, slot) by name, and its own variables by the attribute that holds them."""

    slots: dict[str, tuple[str, str]]
    own: dict[str, str]


def variable_of_slot(name: str, known: Set[str]) -> tuple[str, str] | None:
    """The variable that `name` is a slot of, and what follows the variable's name; None for a name that is no slot."""
    match = _NAME.fullmatch(name) or _WEIGHT_DECAY.fullmatch(name)
    return (match[1], name[len(match[1]) + 1 :]) if match and match[1] in known else None


def find_slots(names: Iterable[str]) -> SlotNames:
    """The slots among the names of a file. Raises BadInputError when they are not those of exactly one optimizer."""
    known = set(names)
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    kinds: set[str] = set()
    for name in sorted(known):
        match = _NAME.fullmatch(name)
        if match and match[1] in known:
            found[match[1]][int(match[3] or 0)] = name
            kinds.add(match[2])
    if len(kinds) != 1:
        raise BadInputError(f"--optimizer needs the slots of one optimizer in the file; it has {', '.join(sorted(kinds)) or 'none'}")
    order = _SLOTS[kinds.pop()]
    if any(len(numbers) == 3 for numbers in found.values()) and order == _SLOTS["RMSProp"]:
        order = _CENTERED
    slots = {n: (v, order[place]) for v, numbers in found.items() for place, n in numbers.items() if place < len(order)}
    return SlotNames(slots, {p: p for p in _POWERS if p in known} if order == _SLOTS["Adam"] else {})
