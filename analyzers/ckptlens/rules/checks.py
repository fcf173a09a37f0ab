"""Assertions on the status of a restore that are known not to hold, and whether the counter of saves alone is why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.model import Related

if TYPE_CHECKING:
    from ckptlens.notes import FailedCheck
    from ckptlens.trace import Found, Restore, Trace

_COUNTER = "save_counter"


def of_counter_alone(check: FailedCheck) -> bool:
    """Whether file and objects differ in the counter of saves and in nothing else."""
    return is_counter(check.left) and is_counter(check.unused)


def is_counter(names: tuple[str, ...]) -> bool:
    """Whether nothing but the counter of saves is among paths or keys."""
    return all(name.split("/")[0] == _COUNTER for name in names)


def of_objects_made_later(trace: Trace, check: FailedCheck) -> bool:
    """Whether all that the file has is taken at the end of the program: the objects were not there yet when it was checked."""
    restore = restore_of(trace, check.restore)
    found = restore.found if restore is not None else None
    return bool(check.unused) and not check.left and found is not None and not set(check.unused) & {*found.unused_keys}


def restore_of(trace: Trace, uid: int) -> Restore | None:
    """The restore of this number."""
    return next((restore for restore in trace.restores if restore.uid == uid), None)


def related_to(trace: Trace, check: FailedCheck) -> tuple[Related, ...]:
    """Where the checkpoint is restored, and where the program saved it."""
    restore = restore_of(trace, check.restore)
    if restore is None:
        return ()
    saved = [s for s in trace.saves if s.uid < restore.uid and s.path.text is not None and s.path.text == restore.path.text]
    restored = Related(restore.site.location, "the checkpoint is restored here")
    return (*(Related(s.site.location, "the checkpoint is saved here") for s in saved[-1:]), restored)


def crossed_root(found: Found) -> tuple[str, bool] | None:
    """The one name that stands in front of all keys of one side only, and whether that is the side of the file; None where it is not so."""
    wanted, held = ({key for key in keys if not is_counter((key,))} for keys in (found.missing, found.unused_keys))
    if not wanted or found.by_name or found.raises is not None:
        return None
    for some, others, in_file in ((wanted, held, True), (held, wanted, False)):
        heads = {key.partition("/")[0] for key in others}
        if len(heads) == 1 and some and {f"{head}/{key}" for head in heads for key in some} == others:
            return next(iter(heads)), in_file
    return None


def shown(names: tuple[str, ...], most: int = 3) -> str:
    """Names as messages write them: the first few, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(f"'{name}'" for name in names[:most]) + more
