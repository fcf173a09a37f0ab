"""Reading a checkpoint into variables by an assignment map.

Source: ``tensorflow/python/training/checkpoint_utils.py`` (init_from_checkpoint), TF 1.15 to 2.21. Cases: init_from_ckpt_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.graph import current_graph
from ckptlens.tf_api.paths import path_argument
from ckptlens.tf_api.registry import Call, api
from ckptlens.trace import Restore

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import PathArgument, SavedItem


@api("tf.compat.v1.train.init_from_checkpoint")
def init_from_checkpoint(call: Call, ckpt_dir_or_file: Value, assignment_map: Value) -> Value:
    """Replaces the initial values of variables by those of a file."""
    note_assignment(call, path_argument(call.site, ckpt_dir_or_file, 0, "ckpt_dir_or_file"))
    return None


def note_assignment(call: Call, path: PathArgument, items: tuple[SavedItem, ...] = (), *, items_known: bool = False) -> None:
    """Note that values of a name-based file are assigned to variables, without a Saver."""
    machine = call.machine
    uid, mode = machine.facts.number(), current_graph(machine).mode
    machine.facts.add(Restore(uid, call.api, call.site.call_site(), "name", None, path, mode, items=items, items_known=items_known))


@api("tf.contrib.framework.init_from_checkpoint")
def init_from_checkpoint_contrib(call: Call, checkpoint_dir: Value, assignment_map: Value) -> Value:
    """The same under its old name."""
    return init_from_checkpoint(call, checkpoint_dir, assignment_map)
