"""Automatic names of layers.

Source: ``keras/src/backend.py`` (unique_object_name, get_uid) and ``generic_utils.to_snake_case`` of 2.15;
``keras/src/utils/naming.py`` of 3.15. Cases: tf1_keras_layers_in_graph, tf115_keras_layers_mixed.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ckptlens.interp.presence import count_here
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import Counters
from ckptlens.interp.values import Text, Unknown, is_tuple
from ckptlens.template import Template
from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.keras.generation import Generation

if TYPE_CHECKING:
    from collections.abc import Generator

    from ckptlens.interp.machine import Machine

_WORD = re.compile("(.)([A-Z][a-z]+)")
_WORD_1 = re.compile("(.)([A-Z][a-z0-9]+)")
"""TF 1.15 takes digits for lower-case letters: ConvLSTM2D is conv_lst_m2d there."""
_INNER = "keras names inside"
_CAMEL = re.compile("([a-z])([A-Z])")


def snake_case(name: str, generation: Generation) -> str:
    """The base name of a class: ``Conv2DBlock`` gives ``conv2d_block``."""
    plain = re.sub(r"\W+", "", name) if generation is Generation.V3 else name
    word = _WORD_1 if generation is Generation.V1 else _WORD
    found = _CAMEL.sub(r"\1_\2", word.sub(r"\1_\2", plain)).lower()
    return f"private{found}" if found.startswith("_") and generation is not Generation.V3 else found


def counters(machine: Machine, generation: Generation) -> Counters:
    """How often each base name was used: for Keras 3 in the whole program, else in the current graph."""
    inner = machine.world.get(_INNER)
    if isinstance(inner, Counters) and generation is not Generation.V3:
        return inner
    key = ("keras names", 3 if generation is Generation.V3 else (2, current_graph(machine).number))
    found = machine.world.get(key)
    if not isinstance(found, Counters):
        found = Counters()
        machine.trail.set(machine.world, key, found)
    return found


@contextmanager
def fresh_names(machine: Machine) -> Generator[None]:
    """Inside of a function graph (a symbolic call, ``fit``, ``tf.function``) Keras 2 counts the names of new layers anew."""
    before = machine.world.get(_INNER)
    machine.trail.set(machine.world, _INNER, Counters())
    try:
        yield
    finally:
        machine.trail.set(machine.world, _INNER, before)


def unique_object_name(machine: Machine, base: str, generation: Generation) -> Text:
    """``dense``, then ``dense_1``."""
    number = _uses_before(machine, base, generation)
    return base if number == 0 else _numbered(base, number)


def counted_name(machine: Machine, base: str, generation: Generation) -> Text:
    """``input_1``, then ``input_2``: names that count from one."""
    number = _uses_before(machine, base, generation)
    return _numbered(base, number + 1 if isinstance(number, int) else number)


def _uses_before(machine: Machine, base: str, generation: Generation) -> int | Unknown:
    """How often a name was used before; this use is counted."""
    used = counters(machine, generation)
    number = count_here(machine, used, base)
    if isinstance(number, int):
        machine.trail.set(used, base, number + 1)
    return number


def _numbered(base: str, number: int | Unknown) -> Text:
    return f"{base}_{number}" if isinstance(number, int) else concatenate([base, "_", Template((number.hole,))])


def clear(machine: Machine) -> None:
    """``clear_session``: all counts start anew."""
    for key in [k for k in machine.world if is_tuple(k) and k[:1] == ("keras names",)]:
        machine.trail.set(machine.world, key, Counters())
