"""What became of a Saver or Checkpoint in one run: the saves and restores that went through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.model import Certainty

if TYPE_CHECKING:
    from ckptlens.trace import CheckpointMade, PathArgument, Restore, Save, SaverMade, Trace


_READING_CALLS = (".Saver.restore", ".Checkpoint.restore", ".Checkpoint.read")


def reads_prefix(restore: Restore) -> bool:
    """Whether the call is one that wants a checkpoint prefix: `init_from_checkpoint` and `load_checkpoint` take folders too."""
    return restore.api.endswith(_READING_CALLS)


def call_name(restore: Restore) -> str:
    """How messages name the call: class and method."""
    return ".".join(restore.api.split(".")[-2:])


def saves_with(trace: Trace, maker: SaverMade | CheckpointMade) -> tuple[Save, ...]:
    """The saves made with this Saver or Checkpoint, in program order."""
    return tuple(s for s in trace.saves if s.maker == maker.uid)


def restores_with(trace: Trace, maker: SaverMade | CheckpointMade) -> tuple[Restore, ...]:
    """The restores made with this Saver or Checkpoint, in program order."""
    return tuple(r for r in trace.restores if r.maker == maker.uid)


def certainty_of(trace: Trace) -> Certainty:
    """``will`` when nothing of the run was lost on the way."""
    return Certainty.MAY if trace.gaps else Certainty.WILL


def is_whole_program(trace: Trace) -> bool:
    """Whether all of a program was followed: without a gap, and not a function on its own, whose callers may have made variables or a
    graph."""
    return not trace.gaps and not trace.entry


def directory_of(path: str) -> str:
    """The folder part of a checkpoint prefix, with ``/`` between components; ``.`` when there is none."""
    folder = path.replace("\\", "/").rpartition("/")[0]
    return folder or "."


def saves_later_nearby(trace: Trace, restore: Restore) -> bool:
    """Whether the program saves after `restore` with the same object or into the folder that it reads: fresh-or-resume."""
    return any(save.uid > restore.uid and (_same_object(restore, save) or _same_folder(restore, save)) for save in trace.saves)


def saves_into_folder_of(trace: Trace, restore: Restore) -> bool:
    """Whether the program saves into the folder that it restores from, or may do so: where it saves is not known."""
    return any(_folder(save.path) is None or _same_folder(restore, save) for save in trace.saves)


def saved_earlier_there(trace: Trace, restore: Restore) -> bool:
    """Whether the program has saved into the folder whose latest checkpoint it restores."""
    return any(save.uid < restore.uid and restore.path.folder is not None and _same_folder(restore, save) for save in trace.saves)


def _same_object(restore: Restore, save: Save) -> bool:
    return restore.maker is not None and restore.maker == save.maker


def _same_folder(restore: Restore, save: Save) -> bool:
    folder = _folder(restore.path)
    return folder is not None and folder == _folder(save.path)


def _folder(path: PathArgument) -> str | None:
    """The folder as far as it is literal; a hole may hide the file's name, not the folder's."""
    if path.folder is not None:
        return path.folder.literal and directory_of(path.folder.literal.rstrip("/") + "/")
    if path.text is None or not path.text.parts or not isinstance(start := path.text.parts[0], str):
        return None
    return directory_of(start) if len(path.text.parts) == 1 else None
