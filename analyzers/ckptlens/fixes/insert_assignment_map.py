"""QF05: write the map from a checkpoint's keys to the program's variables into a restore.

Certain pairs become entries of a dict. What is open stays visible: candidates, and variables without a counterpart, stand below
them as comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle import Bundle, BundleError, read_index
from ckptlens.bundle.keys import parse_object_key
from ckptlens.bundle.model import OBJECT_GRAPH_KEY, Entry
from ckptlens.fixes.arguments import argument, set_argument, unpacks
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.pairing import Pairing, Tensor, pair
from ckptlens.fixes.written import code, indentation, newline_of, quoted
from ckptlens.rules.lifetime import saves_with
from ckptlens.text import LineIndex, Span, TextEdit
from ckptlens.trace import CallSite, Mode, Restore, SavedItem, SaverMade, Trace, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VALUE = "VARIABLE_VALUE"
_OWN_KEYS = frozenset({"save_counter"})
_MAP_POSITION = 1


def offer(context: FixContext) -> Iterator[Fix]:
    """A refactoring on each selected name-based restore, or Saver that restores, whose keys are not all in the picked checkpoint."""
    bundle = _bundle(context)
    if bundle is None:
        return
    for restore in context.rule.trace.restores:
        if _is_selected(context, restore) and (edit := _edit(context, restore, _tensors(bundle))) is not None:
            yield Fix(SPEC.id, "Insert the assignment map for this checkpoint", Safety.UNSAFE, (FileEdits(context.path, (edit,)),))


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


def _edit(context: FixContext, restore: Restore, tensors: Sequence[Tensor]) -> TextEdit | None:
    maker = context.rule.trace.maker(restore.maker)
    if isinstance(maker, SaverMade) and maker.site.location.path == restore.site.location.path == context.path:
        return _saver_edit(context, maker, restore, tensors)
    if restore.api.endswith(".init_from_checkpoint") and restore.mode is Mode.GRAPH and restore.site.location.path == context.path:
        return _init_edit(context, restore, tensors)
    return None


def _saver_edit(context: FixContext, maker: SaverMade, restore: Restore, tensors: Sequence[Tensor]) -> TextEdit | None:
    """The map as the Saver's `var_list`; as that of a Saver of its own when this one saves too."""
    names = {b.variable: b.text for b in reversed(maker.bindings)}
    variables = {_tensor_of(context.rule.trace, item): names.get(item.variable or 0) for item in maker.items if item.variable is not None}
    pairing = pair(tuple(variables), tensors)
    if not maker.items_known or unpacks(context.text, maker.site) or pairing.is_identity:
        return None
    if not saves_with(context.rule.trace, maker):
        written = _map(context.text, maker.site, pairing, variables)
        return set_argument(context.text, maker.site, "var_list", 0, written) if written is not None else None
    written = _map(context.text, restore.site, pairing, variables)
    receiver = Span(restore.site.callee.span.start, restore.site.callee.span.end - len(".restore"))
    return TextEdit(receiver, f"{code(context.text, maker.site.callee)}({written})") if written is not None else None


def _init_edit(context: FixContext, restore: Restore, tensors: Sequence[Tensor]) -> TextEdit | None:
    """The map as that of `init_from_checkpoint`, whose variables may be given by name."""
    reachable = [v for v in context.rule.trace.variables if _can_be_initialised(v, restore)]
    graph = reachable[-1].graph if reachable else None
    variables: dict[Tensor, str | None] = {_tensor(v): quoted(str(v.name)) for v in reachable if v.graph == graph}
    pairing = pair(tuple(variables), tensors)
    given = argument(restore.site, "assignment_map", _MAP_POSITION)
    written = _map(context.text, restore.site, pairing, variables)
    if given is None or written is None or written == code(context.text, given.location):
        return None
    return TextEdit(given.location.span, written)


def _can_be_initialised(variable: Variable, restore: Restore) -> bool:
    made = variable.uid < restore.uid and variable.kind == "variable" and "variables" in variable.collections
    return made and variable.mode is Mode.GRAPH and variable.name.literal is not None and variable.api.endswith("get_variable")


def _tensor(variable: Variable) -> Tensor:
    name = str(variable.name)
    return Tensor(name, name, variable.shape, variable.dtype)


def _tensor_of(trace: Trace, item: SavedItem) -> Tensor:
    variable = trace.variable(item.variable or 0)
    return Tensor(str(item.key), str(item.key), item.shape or variable.shape, item.dtype or variable.dtype, variable.kind != "variable")


def _map(text: str, site: CallSite, pairing: Pairing, variables: dict[Tensor, str | None]) -> str | None:
    """The dict's source, one entry per line; None when no pair can be written."""
    entries = [f"{quoted(tensor.key)}: {variables[v]}," for v, tensor in pairing.pairs if variables[v] is not None]
    if not entries:
        return None
    notes = [
        *(f"# no name for it here: {quoted(v.key)}" for v, _ in pairing.pairs if variables[v] is None),
        *(
            f"# ? candidates for {variables[v] or v.key}: {', '.join(quoted(t.key) for t in found)}"
            for v, found in pairing.candidates
            if found
        ),
        *(f"# not in the checkpoint: {variables[v] or quoted(v.key)}" for v, found in pairing.candidates if not found),
    ]
    indent = _indent_of_line(text, site.location.span)
    inner = "".join(f"{indent}    {line}{newline_of(text)}" for line in (*entries, *notes))
    return "{" + newline_of(text) + inner + indent + "}"


def _indent_of_line(text: str, span: Span) -> str:
    before = indentation(text, span)
    index = LineIndex(text)
    line = index.line_text(index.place(span.start).line)
    return line[: len(line) - len(line.lstrip())] if before.strip() else before


SPEC = FixSpec("QF05", ("CK601", "CK213", "CK310"), offer)
