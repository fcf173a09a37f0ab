"""QF05: write the map from a checkpoint's keys to the program's variables before a restore, and use it there.

The keys are those of a checkpoint that the user picked, or those that the Saver wrote in an earlier version of the program.

Certain pairs become entries of a dict. What is open stays visible: candidates, and variables without a counterpart, stand below
them as comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle import Bundle, BundleError, read_index
from ckptlens.bundle.keys import parse_object_key
from ckptlens.bundle.model import OBJECT_GRAPH_KEY, Entry
from ckptlens.fixes.arguments import argument, set_argument, unpacks
from ckptlens.fixes.earlier_keys import earlier_keys
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.pairing import Pairing, Tensor, pair
from ckptlens.fixes.statements import path_to
from ckptlens.fixes.written import LINE_END, code, free_name, indentation, newline_of, one_level, quoted, stands_alone
from ckptlens.rules.lifetime import saves_with
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit
from ckptlens.trace import CallSite, Mode, Restore, SavedItem, SaverMade, Trace, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_VALUE = "VARIABLE_VALUE"
_OWN_KEYS = frozenset({"save_counter"})
_MAP_POSITION = 1
_NAME = "assignment_map"


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each selected name-based restore, or Saver that restores, whose keys are not all in the picked checkpoint."""
    for restore in context.rule.trace.restores if context.checkpoint or context.earlier else ():
        if _is_selected(context, restore) and (edits := _edits(context, restore, _sources(context, restore))):
            what = "this checkpoint" if context.checkpoint else "the earlier keys"
            yield Fix(SPEC.id, f"Insert the assignment map for {what}", Safety.UNSAFE, (FileEdits(context.path, edits),))


def _sources(context: FixContext, restore: Restore) -> tuple[Tensor, ...]:
    """The values of the picked checkpoint, or of what the Saver wrote in an earlier version of the program."""
    if context.checkpoint:
        bundle = _bundle(context)
        return _tensors(bundle) if bundle is not None else ()
    maker = context.rule.trace.maker(restore.maker)
    return earlier_keys(context, maker) if isinstance(maker, SaverMade) else ()


def _bundle(context: FixContext) -> Bundle | None:
    data = context.rule.sources.read_bytes(f"{context.checkpoint}.index") if context.checkpoint else None
    try:
        return read_index(data) if data is not None else None
    except BundleError:
        return None


def _tensors(bundle: Bundle) -> tuple[Tensor, ...]:
    """The values that a variable can come from: no bookkeeping. In a name-based file a slot's key is its variable's and more."""
    names = {entry.key for entry in bundle.entries}
    return tuple(
        Tensor(entry.key, path, entry.shape, entry.dtype, path.rpartition("/")[0] in names)
        for entry in bundle.entries
        if (path := _path(entry)) is not None
    )


def _path(entry: Entry) -> str | None:
    if entry.key == OBJECT_GRAPH_KEY:
        return None
    parsed = parse_object_key(entry.key)
    if parsed is None:
        return entry.key
    path = "/".join(parsed.path)
    return path if parsed.attribute == _VALUE and parsed.optimizer is None and path not in _OWN_KEYS else None


def _is_selected(context: FixContext, restore: Restore) -> bool:
    if restore.style != "name":
        return False
    maker = context.rule.trace.maker(restore.maker)
    sites = [restore.site, *([maker.site] if maker is not None else [])]
    return any(
        s.location.path == context.path and s.location.span.start <= context.span.end and context.span.start <= s.location.span.end
        for s in sites
    )


def _edits(context: FixContext, restore: Restore, tensors: Sequence[Tensor]) -> tuple[TextEdit, ...]:
    maker = context.rule.trace.maker(restore.maker)
    if isinstance(maker, SaverMade) and maker.site.location.path == restore.site.location.path == context.path:
        return _saver_edits(context, maker, restore, tensors)
    if restore.api.endswith(".init_from_checkpoint") and restore.mode is Mode.GRAPH and restore.site.location.path == context.path:
        return _init_edits(context, restore, tensors)
    return ()


def _saver_edits(context: FixContext, maker: SaverMade, restore: Restore, tensors: Sequence[Tensor]) -> tuple[TextEdit, ...]:
    """The map as the Saver's `var_list`; as that of a Saver of its own when this one saves too."""
    names = {b.variable: b.text for b in reversed(maker.bindings)}
    variables = {_tensor_of(context.rule.trace, item): names.get(item.variable or 0) for item in maker.items if item.variable is not None}
    pairing = pair(tuple(variables), tensors)
    if not maker.items_known or unpacks(context.text, maker.site) or pairing.is_identity:
        return ()
    name = free_name(context.text, _NAME)
    if not saves_with(context.rule.trace, maker):
        use = set_argument(context.text, maker.site, "var_list", 0, name)
        return _with_map(context.text, maker.site, map_source(context.text, name, pairing, variables), use)
    receiver = Span(restore.site.callee.span.start, restore.site.callee.span.end - len(".restore"))
    use = TextEdit(receiver, f"{code(context.text, maker.site.callee)}({name})")
    return _with_map(context.text, restore.site, map_source(context.text, name, pairing, variables), use)


def _init_edits(context: FixContext, restore: Restore, tensors: Sequence[Tensor]) -> tuple[TextEdit, ...]:
    """The map as that of `init_from_checkpoint`, whose variables may be given by name."""
    reachable = [v for v in context.rule.trace.variables if _can_be_initialised(v, restore)]
    graph = reachable[-1].graph if reachable else None
    variables: dict[Tensor, str | None] = {_tensor(v): quoted(str(v.name)) for v in reachable if v.graph == graph}
    given = argument(restore.site, "assignment_map", _MAP_POSITION)
    if given is None:
        return ()
    present, pairing = code(context.text, given.location), pair(tuple(variables), tensors)
    if map_source(context.text, present, pairing, variables) == _statement_before(context.text, restore.site):
        return ()
    name = free_name(context.text, _NAME)
    return _with_map(context.text, restore.site, map_source(context.text, name, pairing, variables), TextEdit(given.location.span, name))


def _with_map(text: str, site: CallSite, lines: tuple[str, ...], use: TextEdit) -> tuple[TextEdit, ...]:
    """The statement that makes the map before the one that uses it; none when there is no map, or no place for it."""
    steps = path_to(text, site.location.span)
    if not lines or not steps or not isinstance(steps[-1].statement.node, ir.ExprStmt | ir.Assign | ir.Return):
        return ()
    statement = steps[-1].statement.span
    if not stands_alone(text, statement):
        return ()
    separator = newline_of(text) + indentation(text, statement)
    return (TextEdit(Span(statement.start, statement.start), separator.join((*lines, ""))), use)


def _statement_before(text: str, site: CallSite) -> tuple[str, ...]:
    """The lines of the statement before the one that holds the call, without their common indentation."""
    steps = path_to(text, site.location.span)
    if not steps or not steps[-1].index:
        return ()
    before = steps[-1].block[steps[-1].index - 1].span
    return tuple(LINE_END.split(code(text, before).replace(newline_of(text) + indentation(text, before), newline_of(text))))


def _can_be_initialised(variable: Variable, restore: Restore) -> bool:
    made = variable.uid < restore.uid and variable.kind == "variable" and "variables" in variable.collections
    return made and variable.mode is Mode.GRAPH and variable.name.literal is not None and variable.api.endswith("get_variable")


def _tensor(variable: Variable) -> Tensor:
    name = str(variable.name)
    return Tensor(name, name, variable.shape, variable.dtype)


def _tensor_of(trace: Trace, item: SavedItem) -> Tensor:
    variable = trace.variable(item.variable or 0)
    return Tensor(str(item.key), str(item.key), item.shape or variable.shape, item.dtype or variable.dtype, variable.kind != "variable")


def map_source(text: str, name: str, pairing: Pairing, variables: Mapping[Tensor, str | None]) -> tuple[str, ...]:
    """The lines of ``name = {...}``, one entry each, comments for what is open; none when no pair can be written."""
    entries = [f"{quoted(tensor.key)}: {variables[v]}," for v, tensor in pairing.pairs if variables[v] is not None]
    notes = [
        *(f"# no name for it here: {quoted(v.key)}" for v, _ in pairing.pairs if variables[v] is None),
        *(
            f"# ? candidates for {variables[v] or v.key}: {', '.join(quoted(t.key) for t in found)}"
            for v, found in pairing.candidates
            if found
        ),
        *(f"# not in the checkpoint: {variables[v] or quoted(v.key)}" for v, found in pairing.candidates if not found),
    ]
    inner = (one_level(text) + line for line in (*entries, *notes))
    return (f"{name} = {{", *inner, "}") if entries else ()


SPEC = FixSpec("QF05", ("CK601", "CK310"), offer)
