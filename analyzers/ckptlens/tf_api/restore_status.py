"""What an object-based restore returns, and what its assertions say.

Source: ``tensorflow/python/checkpoint/checkpoint.py`` (CheckpointLoadStatus, NameBasedSaverStatus, InitializationOnlyStatus),
TF 1.15 to 2.21. Cases: ckpt_restore_*, ckpt_read_vs_restore_save_counter, names_match_graph_read_ok.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.interp.host import host_function
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import HostObject, Value, is_tuple
from ckptlens.notes import FailedCheck
from ckptlens.tf_api.found import by_objects, fail, stop_if
from ckptlens.tf_api.late_variables import note_late
from ckptlens.tf_api.session_runs import default_session, note_session_restore
from ckptlens.trace import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.object_graph import ObjectGraph
    from ckptlens.tf_api.files import SavedFile
    from ckptlens.tf_api.object_matching import Match

_ASSERTIONS = ("assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match")
_RUNNING = ("run_restore_ops", "initialize_or_restore")
_OTHERS = ("expect_partial", "run_restore_ops", "initialize_or_restore")


class Source(Struct, frozen=True):
    """The file of a restore, None for ``restore(None)``, and the objects that it is restored to, as they are now."""

    file: SavedFile | None
    live: Callable[[Machine], ObjectGraph]
    eager: bool
    rooted: bool = False
    """Whether the Checkpoint was given its root by position."""


class StatusValue(HostObject, Struct, frozen=True):
    """The status of a restore; every method call on it is noted. `source` is None when the file is not known."""

    restore: int
    source: Source | None = None

    def attribute(self, machine: Machine, name: str) -> Value:
        if name not in (*_ASSERTIONS, *_OTHERS):
            return MISSING

        def run(machine: Machine, site: Site, session: Value = None) -> Value:
            machine.facts.note_status(self.restore, name)
            self._check(machine, name, site)
            if name not in _RUNNING:
                return self
            if self.source is not None:
                held = session if session is not None else default_session(machine)
                note_session_restore(machine, self.restore, held, self.source.live(machine).items)
            return None

        return host_function(name, run)

    def _note(self, machine: Machine, name: str, site: Site, file: SavedFile | None, live: ObjectGraph) -> None:
        if file is None:
            return
        found = by_objects(file, live, eager=True)[0]
        caught = any(catches(ProgramError("AssertionError", "", site.location)) for catches in machine.tries)
        unused = found.unused_keys if name == "assert_consumed" else ()
        check = FailedCheck(
            machine.facts.number(), self.restore, name, site.location, found.left_at_init, unused, file.graph is None, caught
        )
        machine.facts.add(check)

    def _check(self, machine: Machine, name: str, site: Site) -> None:
        if self.source is None or machine.facts.gaps:
            return
        live = self.source.live(machine)
        file = self.source.file
        if not is_literal(live) or (file is not None and not file.is_literal):
            return
        if name in _ASSERTIONS and _fails(self.source, live, name):
            self._note(machine, name, site, file, live)
            fail(machine, ProgramError("AssertionError", "the checkpoint and the objects of the program differ", site.location))
        if name in _OTHERS[1:] and file is not None and file.graph is None and not self.source.eager:
            _run_by_name(machine, file, live, site)


def _run_by_name(machine: Machine, file: SavedFile, live: ObjectGraph, site: Site) -> None:
    """In a graph a name-based file is read by a Saver of all variables, the counter of saves among them."""
    if by_objects(file, live, eager=False)[0].missing:
        fail(machine, ProgramError("NotFoundError", "a key was not found in the checkpoint", site.location))


def is_literal(graph: ObjectGraph) -> bool:
    """Whether all objects of a graph are known exactly."""
    return graph.known and not any(i.key.holes or i.when for i in graph.items)


def _fails(source: Source, live: ObjectGraph, name: str) -> bool:
    if source.file is None:
        return True
    found, matched = by_objects(source.file, live, eager=source.eager)
    if matched is None:
        # The counter of saves may be missing, unless it hangs on a root that was given by position.
        excused = () if source.rooted else ("save_counter",)
        return source.eager and any(path not in excused for path in found.left_at_init)
    if name == "assert_nontrivial_match":
        return len(matched.bound) <= 1
    return bool(matched.unmatched_objects()) or (name == "assert_consumed" and _unresolved(matched))


def _unresolved(matched: Match) -> bool:
    return matched.unresolved()


def outcome(machine: Machine, source: Source) -> Found | None:
    """What the restore finds with the objects that there are now; None when that is not known exactly."""
    live = source.live(machine)
    if not is_literal(live):
        return None
    if source.file is None:
        held = [(n, a) for n in live.nodes for a in n.attributes]
        return Found(tuple(sorted(str(n.path) for n, _ in held)), tuple(sorted(str(a.item.key) for _, a in held)))
    return by_objects(source.file, live, eager=source.eager)[0] if source.file.is_literal else None


def note_outcome(machine: Machine, restore: int, source: Source) -> Found | None:
    """Write down what a restore finds."""
    from ckptlens.trace import Restore

    found = outcome(machine, source)
    fact = machine.facts.restore(restore)
    if isinstance(fact, Restore):
        machine.facts.replace(replace(fact, found=found))
    return found


def watch(machine: Machine, restore: int, source: Source, site: Site) -> StatusValue:
    """Follow a restore from a file that the program wrote, now and at the end of the run; ends the program where TensorFlow does."""
    pending = machine.world.get("restores", ())
    assert is_tuple(pending)
    machine.trail.set(machine.world, "restores", (*pending, (restore, source)))
    stop_if(machine, note_outcome(machine, restore, source), site)
    return StatusValue(restore, source)


def finish(machine: Machine) -> None:
    """Look again at the restores of a run: objects that were attached later have got their values."""
    pending = machine.world.get("restores", ())
    assert isinstance(pending, tuple)
    for restore, source in pending:  # pyright: ignore[reportUnknownVariableType]
        note_outcome(machine, restore, source)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(source, Source) and source.file is not None and source.eager and isinstance(restore, int):
            note_late(machine, restore, source.file, source.live(machine))
