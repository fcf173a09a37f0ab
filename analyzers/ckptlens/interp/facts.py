"""The notebook of a run: facts in program order, from which the frozen `Trace` is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ckptlens.trace import CheckpointMade, Gap, Note, Raised, Restore, Save, SaverMade, Trace, Variable

if TYPE_CHECKING:
    from ckptlens.text import Location
    from ckptlens.trace import Condition

Fact = Variable | SaverMade | CheckpointMade | Save | Restore | Note
_OF_THE_TRACE = (Variable, SaverMade, CheckpointMade, Save, Restore)


class Facts:
    """Facts by number. Numbers grow with time and are never used twice, also not by facts that are taken back."""

    __slots__ = ("_facts", "_next", "files", "gaps")

    def __init__(self) -> None:
        self._facts: dict[int, Fact] = {}
        self._next = 1
        self.gaps: dict[Gap, None] = {}
        self.files: set[str] = set()

    def number(self) -> int:
        """A fresh uid."""
        self._next += 1
        return self._next - 1

    def add(self, fact: Fact) -> None:
        self._facts[fact.uid] = fact

    def variable(self, uid: int) -> Variable:
        found = self._facts[uid]
        assert isinstance(found, Variable)
        return found

    def conditions_of(self, uid: object) -> tuple[Condition, ...] | None:
        """The sides of undecided branches on which a variable is made; None when the number is not that of a variable."""
        found = self._facts.get(uid) if isinstance(uid, int) else None
        return found.when if isinstance(found, Variable) else None

    def save(self, uid: int) -> Save | None:
        found = self._facts.get(uid)
        return found if isinstance(found, Save) else None

    def restore(self, uid: int) -> Restore | None:
        found = self._facts.get(uid)
        return found if isinstance(found, Restore) else None

    def variables(self) -> list[Variable]:
        return [f for f in self._facts.values() if isinstance(f, Variable)]

    def saves(self) -> list[Save]:
        return [f for f in self._facts.values() if isinstance(f, Save)]

    def note_status(self, restore: int, method: str | None) -> None:
        """A method was called on the status of a restore; None: the status went where it is not followed."""
        found = self._facts.get(restore)
        if isinstance(found, Restore):
            calls = found.status_calls if method is None else (*found.status_calls, method)
            self._facts[restore] = replace(found, status_calls=calls, status_escapes=found.status_escapes or method is None)

    def replace(self, fact: Fact) -> None:
        self._facts[fact.uid] = fact

    def gap(self, location: Location, reason: str) -> None:
        self.gaps.setdefault(Gap(location, reason))

    def mark(self) -> int:
        return self._next

    def take_back(self, mark: int) -> None:
        """Forget the facts made since `mark`: their branch cannot be taken."""
        for uid in [u for u in self._facts if u >= mark]:
            del self._facts[uid]

    def trace(self, path: str, entry: str, stack: str, raised: Raised | None) -> Trace:
        ordered = [self._facts[uid] for uid in sorted(self._facts)]
        return Trace(
            path=path,
            entry=entry,
            stack=stack,
            variables=tuple(f for f in ordered if isinstance(f, Variable)),
            makers=tuple(f for f in ordered if isinstance(f, (SaverMade, CheckpointMade))),
            saves=tuple(f for f in ordered if isinstance(f, Save)),
            restores=tuple(f for f in ordered if isinstance(f, Restore)),
            gaps=tuple(self.gaps),
            raised=raised,
            notes=tuple(f for f in ordered if not isinstance(f, _OF_THE_TRACE)),
            files=frozenset(self.files),
        )
