"""Several variables of one key, made on different paths of the program: what holds of the key on all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.trace import Condition, SavedItem, Shape

    When = tuple[Condition, ...]


def shape_of(items: Sequence[SavedItem]) -> Shape:
    """The shape that covers all; None where they differ."""
    shape = items[0].shape
    for item in items[1:]:
        shape = _covering(shape, item.shape)
    return shape


def _covering(first: Shape, second: Shape) -> Shape:
    if first is None or second is None or len(first) != len(second):
        return None
    return tuple(a if a == b else None for a, b in zip(first, second, strict=True))


def dtype_of(items: Sequence[SavedItem]) -> str | None:
    """The dtype of all; None where they differ."""
    found = {item.dtype for item in items}
    return found.pop() if len(found) == 1 else None


def condition_of(items: Sequence[SavedItem]) -> str | None:
    """The condition under which one of them is there, None when there is always one."""
    left = _reduced(list(dict.fromkeys(item.when for item in items)))
    if () in left:
        return None
    texts = [*dict.fromkeys(text_of(when) for when in left)]
    return texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)


def text_of(when: When) -> str:
    """Conditions that hold together; the same text in the next turn of a loop is said once."""
    return " and ".join(dict.fromkeys(condition.text for condition in when))


def _reduced(conditions: list[When]) -> list[When]:
    """The same condition in fewer parts: two that differ in one part and its opposite become one without it."""
    for i, first in enumerate(conditions):
        for j in range(i + 1, len(conditions)):
            joined = _joined(first, conditions[j])
            if joined is not None:
                rest = [c for k, c in enumerate(conditions) if k not in (i, j)]
                return _reduced(list(dict.fromkeys([joined, *rest])))
    return conditions


def _joined(first: When, second: When) -> When | None:
    if set(first) <= set(second):
        return first
    if set(second) <= set(first):
        return second
    if len(first) != len(second):
        return None
    different = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if len(different) == 1 and _opposite(*different[0]):
        return tuple(a for a, b in zip(first, second, strict=True) if a == b)
    return None


def _opposite(first: Condition, second: Condition) -> bool:
    return first.branch == second.branch and first.text != second.text
