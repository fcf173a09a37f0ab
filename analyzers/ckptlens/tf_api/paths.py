"""Checkpoint paths: what is known of the path given to a save or restore."""

from __future__ import annotations

from ckptlens.interp.site import Site, locate
from ckptlens.interp.strings import as_template
from ckptlens.interp.values import Choice, Unknown, Value
from ckptlens.syntax import ir
from ckptlens.template import Hole, Template
from ckptlens.tf_api.damage import note_state
from ckptlens.tf_api.files import newest_file
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.told import told_path
from ckptlens.trace import PathArgument


def path_argument(site: Site, value: Value, index: int, keyword: str) -> PathArgument:
    """The path argument of the call at `site`, which stands at a position or under a keyword."""
    location = None
    if isinstance(site.node, ir.Call) and site.outer is None:
        named = next((a for a in site.node.args if a.keyword == keyword), None)
        positional = [a for a in site.node.args if a.keyword is None and not a.star]
        chosen = named if named is not None else positional[index] if index < len(positional) else None
        location = locate(site.scope, chosen.value.span) if chosen is not None else None
    text = as_template(value) if isinstance(value, (str, Template)) else None
    return PathArgument(text, location, maybe_none=_maybe_none(value), is_none=value is None, folder=_folder(value))


def _maybe_none(value: Value) -> bool:
    if isinstance(value, Unknown):
        return value.maybe_none
    return isinstance(value, Choice) and any(_maybe_none(v) for v in value.values)


def _folder(value: Value) -> Template | None:
    detail = value.detail if isinstance(value, Unknown) else None
    return as_template(detail) if isinstance(detail, (str, Template)) else None


@api("tf.train.latest_checkpoint")
def latest_checkpoint(call: Call, checkpoint_dir: Value, latest_filename: Value = None) -> Value:
    """The newest checkpoint of a folder; None when there is none (experiments s217, f606)."""
    told = told_path(call.machine, call.site, None)
    if told is not None:
        return told
    written = newest_file(call.machine, checkpoint_dir)
    if written is None:
        note_state(call.machine, call.site, checkpoint_dir)
    return written if written is not None and latest_filename is None else newest(call.site, checkpoint_dir)


def newest(site: Site | None, folder: Value) -> Unknown:
    """The path of the newest checkpoint in a folder, which may be None."""
    hole = Hole("latest_checkpoint", "read from the checkpoint folder at run time", site.location if site is not None else None)
    return Unknown(hole, maybe_none=True, detail=folder)
