"""How predicted restores compare with what real TensorFlow found.

A restore is compared where the program restores once on a line: the variables left as they were, the keys that nothing asked for, and
the exception. A name-based restore of an eager program is not compared by what it leaves: TensorFlow cannot say which variables there are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from conformance.truth import BOOKKEEPING, FOLDERS, run_of

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.truth import Site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one restore found. `left_at_init` is None where it is not compared."""

    left_at_init: frozenset[str] | None
    unused_keys: frozenset[str]
    raises: str | None


@dataclass(frozen=True, slots=True)
class RestoreVerdict:
    """The restores of one program: how many are predicted exactly, and what is claimed wrongly. `exact` is None without restores."""

    exact: bool | None
    false_claims: tuple[str, ...]


NO_RESTORES = RestoreVerdict(None, ())


@cache
def true_restores(stack: str) -> dict[str, dict[Site, Outcome]]:
    """What each program of a stack restored, by site; sites that restore several times are left out."""
    paths = (path for folder in FOLDERS for path in sorted(folder.glob("*.truth.json")))
    return {path.name.removesuffix(".truth.json"): found for path in paths if (found := _of_file(path, stack))}


def _of_file(path: Path, stack: str) -> dict[Site, Outcome]:
    run = run_of(json.loads(path.read_text(encoding="utf-8")), stack)
    events = [e for e in (run or {}).get("events", ()) if e["kind"] == "restore" and e.get("style") in ("name", "object")]
    events = [e for e in events if not any("Estimator" in api for api in e.get("chain", ()))]
    sites = [(e["file"], e["line"]) for e in events]
    return {site: _outcome(event) for site, event in zip(sites, events, strict=True) if sites.count(site) == 1}


def _outcome(event: dict) -> Outcome:
    if not event["ok"]:
        return Outcome(None, frozenset(), event["error"]["type"])
    left = event.get("left_at_init")
    return Outcome(None if left is None else frozenset(map(_plain, left)), frozenset(event.get("unused_keys", ())) - {BOOKKEEPING}, None)


def _plain(name: str) -> str:
    return name.partition(" (")[0].removesuffix(":0")


def predicted_restores(program: dict) -> dict[Site, tuple[Outcome, bool]]:
    """The restores of ``ckptlens keys`` by site, each with whether it is called complete."""
    return {
        (e["file"], e["line"]): (
            Outcome(frozenset(e["left_at_init"]), frozenset(e["unused_keys"]), e["raises"]),
            e["status"] == "complete",
        )
        for e in program["events"]
        if e["kind"] == "restore"
    }


def judge_restores(true: dict[Site, Outcome], predicted: dict[Site, tuple[Outcome, bool]]) -> RestoreVerdict:
    """The verdict on the restores of one program."""
    if not true:
        return NO_RESTORES
    wrong = {site: text for site, outcome in true.items() if site in predicted and (text := _difference(outcome, predicted[site][0]))}
    claims = tuple(f"{site[0]}:{site[1]}: {text}" for site, text in wrong.items() if predicted[site][1])
    exact = all(site in predicted and predicted[site][1] and site not in wrong for site in true)
    return RestoreVerdict(exact, claims)


def _difference(true: Outcome, predicted: Outcome) -> str:
    if true.raises != predicted.raises:
        return f"raises {predicted.raises}, not {true.raises}"
    if true.raises is not None:
        return ""
    left = true.left_at_init is not None and true.left_at_init != predicted.left_at_init
    texts = [f"leaves {sorted(predicted.left_at_init or ())}, not {sorted(true.left_at_init or ())}"] if left else []
    if true.unused_keys != predicted.unused_keys:
        texts.append(f"does not use {sorted(predicted.unused_keys)[:4]}, not {sorted(true.unused_keys)[:4]}")
    return "; ".join(texts)
