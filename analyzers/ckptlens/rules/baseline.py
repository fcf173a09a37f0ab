"""Findings that are known and accepted: they are recognised when lines move, and told again when their line or keys change."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from ckptlens.text import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.program.sources import SourceProvider
    from ckptlens.rules.model import Finding

SCHEMA = 1


class Mark(Struct, frozen=True, order=True):
    """By what a finding is known again: its file (relative to the baseline), its code, the text of its first line, and its keys."""

    path: str
    code: str
    line: str
    keys: tuple[str, ...]


class Baseline(Struct, frozen=True):
    """How many findings of each mark are known; paths are relative to `folder`."""

    folder: str
    known: tuple[tuple[Mark, int], ...]


def fresh(findings: Iterable[Finding], baseline: Baseline | None, sources: SourceProvider) -> tuple[Finding, ...]:
    """The findings that are not known. Of several alike, the first ones are those that are."""
    if baseline is None:
        return tuple(findings)
    left = dict(baseline.known)
    kept: list[Finding] = []
    for finding, mark in _marked(findings, baseline.folder, sources):
        left[mark] = left.get(mark, 0) - 1
        if left[mark] < 0:
            kept.append(finding)
    return tuple(kept)


def baseline_of(groups: Iterable[Iterable[Finding]], folder: str, sources: SourceProvider) -> Baseline:
    """A baseline of the findings of several programs; what several of them find is one finding."""
    known: Counter[Mark] = Counter()
    for findings in groups:
        known |= Counter(mark for _, mark in _marked(findings, folder, sources))
    return Baseline(folder, tuple(sorted(known.items())))


def written(baseline: Baseline) -> str:
    """The text of a baseline file, one finding a line, so that changes to it can be read."""
    rows = [{"path": m.path, "code": m.code, "line": m.line, "keys": list(m.keys), "count": n} for m, n in baseline.known]
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f'{{"schema": {SCHEMA}, "findings": [\n{lines}\n]}}\n'


def read(text: str, folder: str) -> Baseline | None:
    """The baseline in the text of a file that stands in `folder`; None when it is none."""
    try:
        found = cast("object", json.loads(text))
        table = cast("dict[str, object]", found) if isinstance(found, dict) else {}
        if table.get("schema") != SCHEMA:
            return None
        return Baseline(folder, tuple(_row(row) for row in cast("list[dict[str, object]]", table["findings"])))
    except (ValueError, KeyError, TypeError):
        return None


def _row(row: dict[str, object]) -> tuple[Mark, int]:
    keys = tuple(str(key) for key in cast("list[object]", row["keys"]))
    return Mark(str(row["path"]), str(row["code"]), str(row["line"]), keys), int(cast("int", row["count"]))


def _marked(findings: Iterable[Finding], folder: str, sources: SourceProvider) -> Iterable[tuple[Finding, Mark]]:
    indexes: dict[str, LineIndex] = {}
    for finding in findings:
        path, span = finding.location.path, finding.location.span
        index = indexes.setdefault(path, LineIndex(sources.read(path) or ""))
        line = " ".join(index.line_text(index.place(span.start).line).split())
        yield finding, Mark(path.removeprefix(folder.rstrip("/") + "/"), finding.code, line, finding.keys)
