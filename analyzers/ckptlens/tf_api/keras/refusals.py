"""Calls that Keras ends before it writes or reads a model's file: for the end of the path, or for an argument.

Source: ``keras/src/saving/saving_api.py``, ``models/model.py``, ``callbacks/model_checkpoint.py`` (3.15), ``saving/legacy/save.py`` (2.15).
Cases: keras_save_weights_*, keras_model_save_formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.machine import ProgramError
from ckptlens.notes import KerasRefusal
from ckptlens.template import Template
from ckptlens.tf_api.found import fail

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import Value
    from ckptlens.trace import PathArgument


class FileCall(Struct, frozen=True):
    """A call with the path of a model's file."""

    api: str
    site: Site
    path: PathArgument
    reads: bool = False


def ending(path: Value) -> str | None:
    """The last known text of a path; None when its end is not known."""
    if isinstance(path, str):
        return path
    if isinstance(path, Template) and path.parts and isinstance(path.parts[-1], str):
        return path.parts[-1]
    return None


def refuses_path(machine: Machine, call: FileCall, path: Value, wanted: tuple[str, ...]) -> bool:
    """Whether the path is known to end otherwise than `wanted`; the program then ends here with ValueError."""
    end = ending(path)
    if end is None or end.endswith(wanted) or _may_end(path, end, wanted):
        return False
    refuse(machine, call, "ValueError", wanted)
    return True


def _may_end(path: Value, end: str, wanted: tuple[str, ...]) -> bool:
    """Whether what is not known before `end` may make it one of `wanted`: a path of Keras's hub has no suffix."""
    literal = isinstance(path, str) or (isinstance(path, Template) and isinstance(path.parts[0], str))
    first = path if isinstance(path, str) else path.parts[0] if isinstance(path, Template) else ""
    return (literal and str(first).startswith("hf://")) or (not isinstance(path, str) and any(w.endswith(end) for w in wanted))


def refuses_argument(machine: Machine, call: FileCall, arguments: Arguments, taken: tuple[str, ...], error: str = "TypeError") -> bool:
    """Whether an argument is given that this Keras does not take; the program then ends here."""
    extra = next((name for name in arguments.keywords if name not in taken), None)
    if extra is None:
        return False
    refuse(machine, call, error, argument=extra)
    return True


def refuse(machine: Machine, call: FileCall, error: str, wanted: tuple[str, ...] = (), argument: str | None = None) -> None:
    """End the program at this call. What it does not catch is noted, and followed on without the file."""
    subject = "path" if argument is None else "argument"
    fail(machine, ProgramError(error, f"{call.api} does not take this {subject}", call.site.location))
    number, site = machine.facts.number(), call.site.call_site()
    machine.facts.add(KerasRefusal(number, call.api, site, error, call.reads, call.path, wanted, argument, machine.conditions))
