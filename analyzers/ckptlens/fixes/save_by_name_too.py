"""A name-based checkpoint beside each of a CheckpointManager, in a folder of its own, for programs of TensorFlow 1 that read them.

It has the variables, modules and layers of the Checkpoint. Optimizers stay out: their slots have other names there.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.fixes.arguments import named_object
from ckptlens.fixes.beside import can_be_read_again, lines_after
from ckptlens.fixes.imports import imports_module, tensorflow_1
from ckptlens.fixes.model import FileEdits, Fix, FixContext, Safety
from ckptlens.fixes.statements import Placed, all_within, path_to, starts_with_call
from ckptlens.fixes.written import code, expression, free_name, quoted, stands_alone
from ckptlens.notes import SavedObjects
from ckptlens.rules.unnamed_variable import UNNAMED
from ckptlens.syntax import ir
from ckptlens.trace import Mode, SaverMade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.notes import Holder
    from ckptlens.text import TextEdit
    from ckptlens.trace import CheckpointMade, Save, Variable

_API = "tf.train.CheckpointManager.save"
_CLASS = "CheckpointManager"
_NOTE = "# Once nothing reads the name-based checkpoints any more, the Saver and its saves can go."
_FOLDER, _FILE = "tf1", "model.ckpt"


class _Manager(Struct, frozen=True):
    """A manager: its name, the statement that makes it, and its arguments as they are written."""

    name: str
    statement: Placed
    arguments: dict[str, str]


def offer(fix: str, context: FixContext) -> Iterator[Fix]:
    """A refactoring on each manager at the selection whose saves stand in this file, in eager mode."""
    trace = context.rule.trace
    if any(isinstance(maker, SaverMade) for maker in trace.makers):
        return
    saves = {save.site.location: save for save in trace.saves if save.api == _API and save.site.location.path == context.path}
    for name in sorted({_receiver(context.text, save) for save in saves.values()}):
        edits = _edits(context, name, [save for save in saves.values() if _receiver(context.text, save) == name])
        if edits:
            title = "Save a name-based checkpoint beside each object-based one"
            yield Fix(fix, title, Safety.UNSAFE, (FileEdits(context.path, edits),))


def _receiver(text: str, save: Save) -> str:
    return code(text, save.site.callee).removesuffix(".save")


def _edits(context: FixContext, name: str, saves: list[Save]) -> tuple[TextEdit, ...]:
    manager, tf1 = _manager(context.text, name), tensorflow_1(context.text)
    makers = {save.maker for save in saves}
    maker = context.rule.trace.maker(makers.pop()) if len(makers) == 1 else None
    if manager is None or tf1 is None or maker is None or isinstance(maker, SaverMade) or not _is_selected(context, manager, saves):
        return ()
    variables, path = _variables(context, maker, saves), _path(context.text, manager)
    owner = "self." if name.startswith("self.") else ""
    saver = owner + free_name(context.text, "saver", "tf1_saver")
    added = [_save_beside(context.text, save, manager, f"{saver}.save(None, {path}") for save in saves]
    if variables is None or path is None or None in added:
        return ()
    held = free_name(context.text, "variables", "saved_variables")
    made = f"{saver} = {tf1}.train.Saver({held}, max_to_keep={manager.arguments.get('max_to_keep', 'None')})"
    lines = lines_after(context.text, manager.statement.span, (_NOTE, f"{held} = {variables}", made))
    return (lines, *(edit for edit in added if edit is not None))


def _manager(text: str, name: str) -> _Manager | None:
    """The one statement that makes the manager."""
    found: list[_Manager] = []
    for placed in all_within(text):
        match placed.node:
            case ir.Assign(targets=(target,), value=ir.Call(func=ir.Attribute(name=called)) as call) if called == _CLASS:
                if code(text, target.span.shifted(placed.base)) == name and stands_alone(text, placed.span):
                    found.append(_Manager(name, placed, _arguments(text, placed, call)))
            case _:
                pass
    return found[0] if len(found) == 1 else None


def _arguments(text: str, placed: Placed, call: ir.Call) -> dict[str, str]:
    order = ("checkpoint", "directory", "max_to_keep")
    named = ((a.keyword or (order[i] if i < len(order) else ""), a.value.span.shifted(placed.base)) for i, a in enumerate(call.args))
    return {keyword: code(text, span) for keyword, span in named}


def _is_selected(context: FixContext, manager: _Manager, saves: list[Save]) -> bool:
    spans = (manager.statement.span, *(save.site.location.span for save in saves))
    return any(span.start <= context.span.end and context.span.start <= span.end for span in spans)


def _variables(context: FixContext, maker: CheckpointMade, saves: list[Save]) -> str | None:
    """The dict of variables by their names, without one by their keywords; None when a variable is made after the Checkpoint, when two
    would share a key, or when one that stands in an object has no name."""
    notes = {note.holders for note in context.rule.trace.noted(SavedObjects) if note.save in {save.uid for save in saves}}
    holders: tuple[Holder, ...] = next(iter(notes)) if len(notes) == 1 else ()
    every = [context.rule.trace.variable(uid) for holder in holders for uid in holder.variables]
    keys = [_key(holder, context.rule.trace.variable(uid)) for holder in holders for uid in holder.variables]
    if not every or None in keys or len({*keys}) < len(keys) or any(v.uid > maker.uid or v.mode is not Mode.EAGER for v in every):
        return None
    entries = [_entry(context, maker, holder) for holder in holders]
    if None in entries:
        return None
    written = [entry for entry in entries if entry is not None]
    return written[0].removeprefix("**") if len(written) == 1 and any(h.many for h in holders) else f"{{{', '.join(written)}}}"


def _key(holder: Holder, variable: Variable) -> str | None:
    if variable.name.literal is None or not UNNAMED.fullmatch(variable.name.literal):
        return variable.name.literal
    return None if holder.many else holder.text or None


def _entry(context: FixContext, maker: CheckpointMade, holder: Holder) -> str | None:
    name = named_object(context.text, maker.site, holder.text or None)
    made = [context.rule.trace.variable(uid) for uid in holder.variables]
    of_keras = {context.rule.stack.is_keras3 and "keras" in variable.api for variable in made}
    if name is None or len(of_keras) > 1:
        return None
    key, value = ("v.path", ".value") if True in of_keras else ('v.name.split(":")[0]', "")
    if holder.many:
        return f"**{{{key}: v{value} for v in {name}.variables}}"
    return f"{quoted(_key(holder, made[0]) or holder.text)}: {name}{value}"


def _path(text: str, manager: _Manager) -> str | None:
    """The prefix of the files, in a folder below the manager's."""
    node = expression(manager.arguments.get("directory", ""))
    literal = getattr(node, "evaluated_value", None)
    if isinstance(literal, str):
        return quoted(posixpath.join(literal, _FOLDER, _FILE))
    return f'os.path.join({manager.name}.directory, "{_FOLDER}", "{_FILE}")' if imports_module(text, "os") else None


def _save_beside(text: str, save: Save, manager: _Manager, start: str) -> TextEdit | None:
    """The Saver's save on the line after the manager's, with the number of its file; None where there is no such line."""
    steps = path_to(text, save.site.location.span)
    statement = steps[-1].statement if steps else None
    if statement is None or isinstance(statement.node, ir.Return) or not stands_alone(text, statement.span):
        return None
    number = next((code(text, a.location) for a in save.site.arguments if a.keyword in (None, "checkpoint_number")), None)
    others = [a for a in save.site.arguments if a.keyword not in (None, "checkpoint_number")]
    if not starts_with_call(statement, save.site.location.span) or others or (number is not None and not can_be_read_again(number)):
        return None
    return lines_after(text, statement.span, (f"{start}, global_step={number or f'{manager.name}.checkpoint.save_counter'})",))
