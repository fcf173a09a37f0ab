"""How the keys of a program changed between two predictions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.predict.keys import SaveEvent

if TYPE_CHECKING:
    from ckptlens.predict.keys import Key, Prediction


class KeyChange(Struct, frozen=True):
    """Keys that came, went, or got another name, each in written form and sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed)

    @property
    def loses_keys(self) -> bool:
        """Whether a checkpoint written before would miss something now."""
        return bool(self.removed or self.renamed)


Creation = tuple[str, int]
"""File and number, in the order of the text, of a place that creates variables."""


def key_change(old: Prediction, new: Prediction) -> KeyChange:
    """The change from `old` to `new` over all save sites.

    A key counts as renamed when the variable is made at the same place in the order of its file's creations, with the
    same shape and dtype. Edits that move text do not matter, as places are numbered, not measured.
    """
    before, after = _keys(old), _keys(new)
    removed = {text: key for text, key in before.items() if text not in after}
    added = {text: key for text, key in after.items() if text not in before}
    renamed = _renamed(_by_creation(before, removed), _by_creation(after, added))
    old_names, new_names = {a for a, _ in renamed}, {b for _, b in renamed}
    return KeyChange(tuple(sorted(added.keys() - new_names)), tuple(sorted(removed.keys() - old_names)), renamed)


def _keys(prediction: Prediction) -> dict[str, Key]:
    found: dict[str, Key] = {}
    for event in prediction.events:
        for key in event.keys.keys if isinstance(event, SaveEvent) else ():
            found.setdefault(str(key.text), key)
    return found


def _by_creation(every: dict[str, Key], some: dict[str, Key]) -> dict[Creation, list[Key]]:
    places: defaultdict[str, set[int]] = defaultdict(set)
    for key in every.values():
        if key.location:
            places[key.location.path].add(key.location.span.start)
    number = {(path, start): n for path, starts in places.items() for n, start in enumerate(sorted(starts))}
    grouped: defaultdict[Creation, list[Key]] = defaultdict(list)
    for key in some.values():
        if key.location:
            grouped[key.location.path, number[key.location.path, key.location.span.start]].append(key)
    return grouped


def _renamed(removed: dict[Creation, list[Key]], added: dict[Creation, list[Key]]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for creation, old in removed.items():
        new = added.get(creation, [])
        if [_kind(key) for key in old] == [_kind(key) for key in new]:
            pairs += [(str(a.text), str(b.text)) for a, b in zip(old, new, strict=True)]
    return tuple(sorted(pairs))


def _kind(key: Key) -> tuple[object, ...]:
    return key.shape, key.dtype
