"""What ckptlens says about a program, read from the JSON that the command line prints."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.ide import report
from ckptlens.ide.analysis import Options, analyse
from ckptlens.ide.places import Places
from ckptlens.stacks import Stack
from ckptlens_server.files import FileSources, absolute

from conformance.restores import Outcome, predicted_restores
from conformance.truth import BOOKKEEPING, SAVE_STYLES, Site

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PredictedKey:
    """A key as printed; `is_pattern` when it holds holes."""

    is_pattern: bool
    shape: tuple[int | None, ...] | None
    dtype: str | None


@dataclass(frozen=True, slots=True)
class PredictedSave:
    """What one save site is said to write, and whether the set is claimed to be complete."""

    keys: dict[str, PredictedKey]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Predicted:
    """Save sites in program order, and the severities reported on each line."""

    saves: dict[Site, PredictedSave]
    reported: dict[Site, frozenset[str]]
    restores: dict[Site, tuple[Outcome, bool]] = field(default_factory=dict)


def predict(entry: Path, stack: str, roots: tuple[Path, ...] = ()) -> Predicted:
    """Analyse the program as `python ENTRY` would run it."""
    sources = FileSources()
    options = Options(Stack(stack), tuple(absolute(str(root)) for root in roots))
    analysis = analyse(sources, absolute(str(entry)), options)
    places = Places(sources, {analysis.path: analysis.text})

    def shown(path: str) -> str:
        return os.path.relpath(path, entry.parent).replace(os.sep, "/")

    findings = [report.finding(each, (), places, shown) for each in analysis.findings]
    program = report.program(analysis, places, shown)
    return Predicted(_saves(program), _reported(findings), predicted_restores(program))


def _saves(program: dict) -> dict[Site, PredictedSave]:
    saves: dict[Site, PredictedSave] = {}
    for event in program["events"]:
        if event["kind"] == "save" and event["style"] in SAVE_STYLES:
            site = (event["file"], event["line"])
            before = saves.get(site, PredictedSave({}, True))
            complete = before.is_complete and event["status"] == "complete"
            saves[site] = PredictedSave(before.keys | _keys(event["keys"]), complete)
    return saves


def _keys(listed: list[dict]) -> dict[str, PredictedKey]:
    return {
        _literal(key["key"]): PredictedKey(bool(key["holes"]), None if key["shape"] is None else tuple(key["shape"]), key["dtype"])
        for key in listed
        if key["key"] != BOOKKEEPING
    }


def _literal(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _reported(findings: list[dict]) -> dict[Site, frozenset[str]]:
    reported: dict[Site, frozenset[str]] = {}
    for finding in findings:
        for line in range(finding["line"], finding["end_line"] + 1):
            site = (finding["path"], line)
            reported[site] = reported.get(site, frozenset()) | {finding["severity"]}
    return reported
