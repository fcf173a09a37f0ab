"""What real TensorFlow did with the recorded programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent / "programs"
MORE = PROGRAMS.parent / "more"
"""Programs of our own, one folder for each subject, in the same format."""
FOLDERS = (PROGRAMS, *(folder for folder in sorted(MORE.iterdir()) if folder.is_dir()))
STACKS = ("tf1.15", "tf2.15-keras2", "tf2.21-keras2", "tf2.21-keras3")
BOOKKEEPING = "_CHECKPOINTABLE_OBJECT_GRAPH"
SAVE_STYLES = ("name", "object", "h5")
"""The kinds of files that are judged: those of a Saver, of a Checkpoint, and of Keras."""

Site = tuple[str, int]
"""A file, relative to the program's folder, and a line."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The shape and dtype that a key has in the file."""

    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Case:
    """One program on one stack: what each save site wrote, and the lines that raise or restore less than everything."""

    name: str
    stack: str
    entry: Path
    saved: dict[Site, dict[str, Fact]]
    broken: frozenset[Site]


def cases(stack: str) -> list[Case]:
    """Every recorded program that ran on this stack."""
    found = (_case(path, stack) for folder in FOLDERS for path in sorted(folder.glob("*.truth.json")))
    return [case for case in found if case is not None]


def keys(listed: list[dict]) -> dict[str, Fact]:
    """The keys of one checkpoint without its bookkeeping."""
    named = ((key.get("key", key.get("name")), key) for key in listed)
    return {name: Fact(tuple(key["shape"]), key["dtype"]) for name, key in named if name != BOOKKEEPING}


def run_of(truth: dict, stack: str) -> dict | None:
    """What a program did on a stack; None when it was not run there."""
    run = truth["runs"].get(stack)
    while run and "same_as" in run:
        run = truth["runs"][run["same_as"]]
    return run


def _case(path: Path, stack: str) -> Case | None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    run = run_of(truth, stack)
    if run is None:
        return None
    return Case(truth["case"], stack, path.parent / truth["entry"], _saved(run["events"]), _broken(run))


def _saved(events: list[dict]) -> dict[Site, dict[str, Fact]]:
    saved: dict[Site, dict[str, Fact]] = {}
    for event in events:
        if event["kind"] == "save" and event["ok"] and event.get("style") in SAVE_STYLES:
            saved.setdefault((event["file"], event["line"]), {}).update(keys(event["keys"]))
    return saved


def _broken(run: dict) -> frozenset[Site]:
    silent = {(e["file"], e["line"]) for e in run["events"] if e["kind"] == "restore" and e["ok"] and e.get("left_at_init")}
    end = run["outcome"]
    raised = {(end["file"], end["line"])} if end["status"] == "raised" and end.get("line") else set()
    return frozenset(silent | raised)
