"""The keys that a Saver had in an earlier version of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.pairing import Tensor
from ckptlens.trace import SavedItem, SaverMade, Trace

if TYPE_CHECKING:
    from ckptlens.fixes.model import FixContext


def earlier_keys(context: FixContext, maker: SaverMade) -> tuple[Tensor, ...]:
    """What the Saver held which stood where `maker` stands, counted among the Savers of the file; none when that is not certain."""
    path, places = maker.site.location.path, _places(context.rule.trace, maker.site.location.path)
    for trace in context.earlier:
        before = _places(trace, path)
        if trace.entry == context.rule.trace.entry and len(before) == len(places):
            start = before[places.index(maker.site.location.span.start)]
            return _tensors(trace, [m for m in _savers(trace, path) if m.site.location.span.start == start])
    return ()


def _places(trace: Trace, path: str) -> list[int]:
    return sorted({maker.site.location.span.start for maker in _savers(trace, path)})


def _savers(trace: Trace, path: str) -> list[SaverMade]:
    return [maker for maker in trace.makers if isinstance(maker, SaverMade) and maker.site.location.path == path]


def _tensors(trace: Trace, makers: list[SaverMade]) -> tuple[Tensor, ...]:
    held = {tuple(_tensor(trace, item) for item in maker.items) for maker in makers if maker.items_known}
    known = len(held) == 1 and all(maker.items_known and not _is_open(maker) for maker in makers)
    return held.pop() if known else ()


def _is_open(maker: SaverMade) -> bool:
    return any(item.key.holes or item.when for item in maker.items)


def _tensor(trace: Trace, item: SavedItem) -> Tensor:
    key, made = str(item.key), trace.variable(item.variable) if item.variable is not None else None
    shape, dtype = (item.shape or made.shape, item.dtype or made.dtype) if made is not None else (item.shape, item.dtype)
    return Tensor(key, key, shape, dtype, made is not None and made.kind != "variable")
