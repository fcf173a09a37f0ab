"""A log of changes to the interpreter's mutable state, so that undecided branches can be run one after the other.

All mutable state lives in dicts that are written through a `Trail`. While a mark is set, the trail remembers old values;
`undo` takes the state back to the mark and gives the changes that were made, which `apply` can make again.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct, field

State = dict[object, object]


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
"""Stands for a key that is not there."""


class Counters(dict[object, object]):
    """A state whose missing entries count as zero."""


class Collections(dict[object, object]):
    """A state whose tuples only grow. Two paths that grew one differently give the items of both."""


class Growing(dict[object, object]):
    """A state of an object that keeps things in order: its entries `tuples` are tuples that grow, here the items of a list.

    Two paths that grew one differently give the items of both, and ``state[OPEN]`` then says that it is not known whole.
    """

    tuples: ClassVar[frozenset[object]] = frozenset({"items"})


OPEN = "open"
"""The entry of a `Growing` state that says that it is not known whole."""


class Entries(dict[object, object]):
    """A state whose entries may be there on one of two paths only: `unsure` has their keys, and is not taken back."""

    __slots__ = ("unsure",)

    def __init__(self, entries: State | None = None) -> None:
        super().__init__(entries or {})
        self.unsure: set[object] = set()


class Write(Struct, frozen=True):
    """The net change of one entry: the state, the key and the value after the change."""

    state: State
    key: object
    value: object


Writes = dict[tuple[int, object], Write]


class Trail:
    """Writes state, and takes writes back."""

    __slots__ = ("_log", "_marks")

    def __init__(self) -> None:
        self._log: list[tuple[State, object, object]] = []
        self._marks = 0

    def set(self, state: State, key: object, value: object) -> None:
        if self._marks:
            self._log.append((state, key, state.get(key, MISSING)))
        state[key] = value

    def remove(self, state: State, key: object) -> None:
        if self._marks:
            self._log.append((state, key, state.get(key, MISSING)))
        state.pop(key, None)

    def mark(self) -> int:
        """A point to which `undo` can go back; every mark is ended by one `release`."""
        self._marks += 1
        return len(self._log)

    def release(self) -> None:
        self._marks -= 1
        if not self._marks:
            self._log.clear()

    def undo(self, mark: int) -> Writes:
        """Take the state back to `mark`; gives the net changes made since, oldest entry first."""
        writes: Writes = {}
        for state, key, old in reversed(self._log[mark:]):
            place = (id(state), key)
            if place not in writes:
                writes[place] = Write(state, key, state.get(key, MISSING))
            _put(state, key, old)
        del self._log[mark:]
        return dict(reversed(writes.items()))

    def net(self, mark: int, until: int) -> Writes:
        """The net changes made between two points, with the values as they were at `until`."""
        later: dict[tuple[int, object], object] = {}
        for state, key, old in self._log[until:]:
            later.setdefault((id(state), key), old)
        return {
            (id(state), key): Write(state, key, later.get((id(state), key), state.get(key, MISSING)))
            for state, key, _ in self._log[mark:until]
        }

    def apply(self, writes: Writes) -> None:
        for write in writes.values():
            if write.value is MISSING:
                self.remove(write.state, write.key)
            else:
                self.set(write.state, write.key, write.value)


class SetAside(Struct, frozen=True):
    """What the nested uses of one context manager put aside, the innermost last; written through the trail."""

    state: State = field(default_factory=dict[object, object])

    def push(self, trail: Trail, item: object) -> None:
        trail.set(self.state, len(self.state), item)

    def pop(self, trail: Trail) -> object:
        last = len(self.state) - 1
        item = self.state[last]
        trail.remove(self.state, last)
        return item


def _put(state: State, key: object, value: object) -> None:
    if value is MISSING:
        state.pop(key, None)
    else:
        state[key] = value
