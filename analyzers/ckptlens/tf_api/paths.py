"""Checkpoint paths: what is known of the path given to a save or restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.site import Site, locate
from ckptlens.interp.strings import as_template
from ckptlens.interp.values import Choice, Unknown, Value
from ckptlens.syntax import ir
from ckptlens.template import Hole, Template
from ckptlens.tf_api.registry import Call, api
from ckptlens.trace import PathArgument

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


def path_argument(site: Site, value: Value, index: int, keyword: str) -> PathArgument:
    """The path argument of the call at `site`, which stands at a position or under a keyword."""
    location = None
    if isinstance(site.node, ir.Call):
        named = next((a for a in site.node.args if a.keyword == keyword), None)
        positional = [a for a in site.node.args if a.keyword is None and not a.star]
        chosen = named if named is not None else positional[index] if index < len(positional) else None
        location = locate(site.scope, chosen.value.span) if chosen is not None else None
    text = as_template(value) if isinstance(value, (str, Template)) else None
    return PathArgument(text, location, maybe_none=_maybe_none(value), is_none=value is None)


def _maybe_none(value: Value) -> bool:
    if isinstance(value, Unknown):
        return value.maybe_none
    return isinstance(value, Choice) and any(_maybe_none(v) for v in value.values)


@api("tf.train.latest_checkpoint")
def latest_checkpoint(call: Call, checkpoint_dir: Value, latest_filename: Value = None) -> Value:
    """The newest checkpoint of a folder; None when there is none (experiments s217, f606)."""
    return Unknown(Hole("latest_checkpoint", "read from the checkpoint folder at run time", call.site.location), maybe_none=True)


def newest(machine: Machine, site: Site | None) -> Unknown:
    """What ``CheckpointManager.latest_checkpoint`` gives."""
    return Unknown(
        Hole("latest_checkpoint", "read from the checkpoint folder at run time", site.location if site else None), maybe_none=True
    )
