"""Variables of the TF1 shim that are made after a restore by names: no value waits for them.

Source: ``NameBasedSaverStatus`` of ``tensorflow/python/checkpoint/checkpoint.py``, and ``_EagerVariableStore`` of
``keras/src/legacy_tf_layers/variable_scope_shim.py``, 2.15. Layers of Keras 2 and ``tf.Variable`` take theirs. Cases: shim_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.notes import NotAwaited
from ckptlens.tf_api.keras.shim import STORE

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.tf_api.files import SavedFile


def note_late(machine: Machine, restore: int, file: SavedFile, live: ObjectGraph) -> None:
    """Note the variables that the file has values for and that are made too late for them, at the end of a run."""
    if file.graph is not None or not file.is_literal:
        return
    entries = file.entries()
    late = {
        a.item.variable
        for node in live.nodes
        for a in node.attributes
        if STORE in str(node.path).split("/") and a.full_name is not None and str(a.full_name) in entries
    }
    made = tuple(sorted(uid for uid in late if uid is not None and uid > restore))
    if made:
        machine.facts.add(NotAwaited(machine.facts.number(), restore, made))
