"""A conversion as a whole, for a client that follows and cancels it: from what is asked for to the report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from ckptlens_server.conversion.computing import Computing
from ckptlens_server.conversion.how import How
from ckptlens_server.conversion.planning import Conversion, Wish, plan_conversion
from ckptlens_server.conversion.proving import prove
from ckptlens_server.conversion.running import plan_json, report_json, run_conversion
from ckptlens_server.conversion.source import Source, open_source
from ckptlens_server.executor.inputs import InputError, resolve_checkpoint
from ckptlens_server.executor.interpreter import NoInterpreterError, choose_interpreter
from ckptlens_server.executor.operations import OnProgress, conversion_request

if TYPE_CHECKING:
    from pathlib import Path

    from ckptlens_server.executor.cancelling import Cancellable
    from ckptlens_server.executor.interpreter import Interpreter


class Requested(Struct, frozen=True):
    """What to convert to where. `plan` is None for a file of the V1 format, which TensorFlow converts."""

    prefix: str
    destination: str
    wish: Wish
    link: bool
    plan: tuple[Source, Conversion] | None

    @property
    def needs_tensorflow(self) -> bool:
        """Whether it cannot be done without."""
        return self.plan is None or bool(self.plan[1].recipes) or self.plan[1].is_h5


def requested(source: str, destination: str, wish: Wish, *, link: bool = False) -> Requested:
    """The conversion of the checkpoint that `source` names. Raises InputError or BadInputError when it cannot be done."""
    found = resolve_checkpoint(source)
    if found.bundle is None:
        if wish.to != "tf2" or wish.optimizer or wish.rules or link:
            raise InputError(f"{found.prefix} is in the old V1 format; convert it to tf2 without a map first, and then the result")
        return Requested(found.prefix, destination, wish, link, None)
    opened = open_source(found.prefix, found.bundle)
    return Requested(found.prefix, destination, wish, link, (opened, plan_conversion(opened, wish)))


def interpreter_for(wanted: Requested, setting: str | None, project: Path, selected: str | None = None) -> Interpreter | None:
    """The Python with TensorFlow; None where there is none, and none is needed or was set. Raises NoInterpreterError otherwise."""
    try:
        return choose_interpreter(setting, project, os.environ, selected=selected)
    except NoInterpreterError:
        if wanted.needs_tensorflow or setting:
            raise
        return None


def carry_out(wanted: Requested, work: Cancellable, on_progress: OnProgress) -> dict[str, object]:
    """The report, after everything is done. Raises RequestCancelledError when the user cancels; then nothing is left behind."""
    if wanted.plan is None:
        request = conversion_request(wanted.prefix, wanted.destination, wanted.wish.to, root=wanted.wish.root, on_progress=on_progress)
        return cast("dict[str, object]", work.request(request))
    source, conversion = wanted.plan
    restores = work.has_tensorflow
    how = How(
        wanted.link,
        (lambda prefix, plan: prove(work, source, prefix, plan, on_progress)) if restores else None,
        Computing(work, on_progress) if restores else None,
        work.check,
    )
    plan = plan_json(source, conversion, wanted.destination, wanted.wish)
    return report_json(plan, run_conversion(source, conversion, wanted.destination, how), how)
