"""The source of the Checkpoint and CheckpointManager that take a Saver's place."""

from __future__ import annotations

import posixpath
import re

import libcst as cst

from ckptlens.fixes.arguments import argument, unpacks
from ckptlens.fixes.imports import imports_module
from ckptlens.fixes.saver_list_to_dict import dict_of_list
from ckptlens.fixes.written import code, expression, printed, quoted
from ckptlens.notes import Holder, SaverHolders
from ckptlens.rules.lifetime import directory_of
from ckptlens.trace import Mode, Save, SaverMade, Trace

_CARRIED = ("max_to_keep", "keep_checkpoint_every_n_hours")
_WITHOUT_MEANING = ("name", "restore_sequentially", "save_relative_paths")
_ALLOWED = frozenset({"var_list", *_CARRIED, *_WITHOUT_MEANING})
_JOIN = "os.path.join("
_SAVER_KEEPS = "5"
_COLLECTIONS = frozenset({"global_variables", "trainable_variables", "model_variables", "get_collection"})


def var_list_source(text: str, trace: Trace, maker: SaverMade) -> str | None:
    """The dict of variables by today's keys; None when the keys or the variables are not certain."""
    if not maker.items_known or any(item.variable is None for item in maker.items):
        return None
    given = argument(maker.site, "var_list", 0)
    if given is None:
        alias = code(text, maker.site.callee).removesuffix(".train.Saver")
        return _by_name(trace, maker, f"{alias}.global_variables()") if alias != code(text, maker.site.callee) else None
    written = code(text, given.location)
    match expression(written):
        case cst.Dict() | cst.DictComp():
            return written
        case cst.List():
            return dict_of_list(written, maker)
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=function)) | cst.Name(value=function)) if function in _COLLECTIONS:
            return _by_name(trace, maker, written)
        case _:
            return None


def objects_source(trace: Trace, maker: SaverMade) -> dict[str, str] | None:
    """The models, modules and variables with names that hold just what the Saver holds, by keyword; None when no model or module does."""
    holders = next((note.holders for note in trace.noted(SaverHolders) if note.maker == maker.uid), ())
    left, chosen = {item.variable for item in maker.items}, list[Holder]()
    for holder in sorted(holders, key=lambda h: (not h.many, -len(h.variables))):
        if {*holder.variables} <= left:
            chosen.append(holder)
            left -= {*holder.variables}
    named = {holder.text.rpartition(".")[2]: holder.text for holder in chosen}
    fits = maker.items_known and not left and len(named) == len(chosen) and any(holder.many for holder in chosen)
    return named if fits else None


def _by_name(trace: Trace, maker: SaverMade, variables: str) -> str | None:
    """A dict by operation names, when these are the keys: parts of a partitioned variable share one key."""
    names = {item.key: trace.variable(item.variable).name for item in maker.items if item.variable is not None}
    if maker.mode is not Mode.GRAPH or not names or any(key != name for key, name in names.items()):
        return None
    return f"{{v.op.name: v for v in {variables}}}"


def manager_arguments(text: str, maker: SaverMade, saves: tuple[Save, ...], inside: str = "") -> str | None:
    """The manager's arguments after the checkpoint: folder, rotation, file name; None when the Saver's cannot be carried over.

    The folder is that of the Saver's files, or the one named `inside` of it.
    """
    options = _options(text, maker)
    where = _folder_and_name(text, maker, saves)
    if options is None or where is None:
        return None
    folder, name = where
    return ", ".join([_below(folder, inside) if inside else folder, *options, f"checkpoint_name={name}"])


def _below(folder: str, inside: str) -> str:
    match expression(folder):
        case cst.SimpleString() as literal if isinstance(path := literal.evaluated_value, str):
            return quoted(posixpath.normpath(posixpath.join(path, inside)))
        case _:
            return f"{folder.removesuffix(')')}, {quoted(inside)})" if folder.startswith(_JOIN) else f"{_JOIN}{folder}, {quoted(inside)})"


def _options(text: str, maker: SaverMade) -> list[str] | None:
    site = maker.site
    if unpacks(text, site) or any(a.keyword not in _ALLOWED for a in site.arguments[1:]):
        return None
    if site.arguments and site.arguments[0].keyword not in {None, *_ALLOWED}:
        return None
    given = {a.keyword: code(text, a.location) for a in site.arguments}
    keep = given.get("max_to_keep", _SAVER_KEEPS)
    hours = given.get("keep_checkpoint_every_n_hours")
    return [f"max_to_keep={'None' if keep == '0' else keep}", *([f"keep_checkpoint_every_n_hours={hours}"] if hours else [])]


def _folder_and_name(text: str, maker: SaverMade, saves: tuple[Save, ...]) -> tuple[str, str] | None:
    """The sources of the folder and of the file name, when all saves write the same path and it can be written where the Saver is built."""
    paths = {code(text, path.location) for save in saves if (path := argument(save.site, "save_path", 1)) is not None}
    if len(paths) != 1:
        return None
    written = paths.pop()
    node = expression(written)
    parts = _parts(text, node) if node is not None else None
    return parts if parts is not None and _is_known_at(text, maker.site.location.span.start, parts[0]) else None


def _parts(text: str, node: cst.BaseExpression) -> tuple[str, str] | None:
    match node:
        case cst.SimpleString() if isinstance(path := node.evaluated_value, str):
            name = path.replace("\\", "/").rpartition("/")[2]
            return (quoted(directory_of(path)), quoted(name)) if name else None
        case cst.Call(func=cst.Attribute(attr=cst.Name("join")) as join, args=[*folders, cst.Arg(value=cst.SimpleString() as name)]) if (
            folders
        ):
            if printed(join) != "os.path.join" or "/" in name.raw_value:
                return None
            folder = printed(folders[0].value) if len(folders) == 1 else f"os.path.join({', '.join(printed(f.value) for f in folders)})"
            return folder, printed(name)
        case cst.Name() | cst.Attribute() if imports_module(text, "os"):
            return f"os.path.dirname({printed(node)})", f"os.path.basename({printed(node)})"
        case _:
            return None


def _is_known_at(text: str, offset: int, source: str) -> bool:
    """Whether every name in `source` appears before `offset` and gets no value after it."""
    names = set(re.findall(r"(?<![\w.\"'])[A-Za-z_]\w*", re.sub(r"\"[^\"]*\"|'[^']*'", "", source)))
    return all(
        re.search(rf"(?<![\w.]){name}(?!\w)", text[:offset]) and not re.search(rf"(?<![\w.]){name}\s*=(?!=)", text[offset:])
        for name in names
    )
