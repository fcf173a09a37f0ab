"""How a prediction compares with the truth."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.restores import NO_RESTORES, RestoreVerdict, judge_restores, true_restores

if TYPE_CHECKING:
    from conformance.predicted import Predicted, PredictedKey, PredictedSave
    from conformance.truth import Case, Fact, Site


@dataclass(frozen=True, slots=True)
class Verdict:
    """One program judged.

    `exact`: every save site has just the true keys, none of them a pattern (None: the program saves nothing).
    `shaped`: and each with its true shape and dtype.
    `false_claims`: save sites whose set is called complete and is not the true one.
    `diagnosed`: each line that raises or restores too little bears a warning or an error (None: there is no such line).
    `false_alarms`: lines with an error in a program that runs and restores everything.
    `crash`: the traceback when the analysis raised.
    """

    exact: bool | None
    shaped: bool | None
    false_claims: tuple[str, ...]
    diagnosed: bool | None
    false_alarms: tuple[str, ...]
    crash: str = ""
    restored: RestoreVerdict = NO_RESTORES


def crashed(error: Exception) -> Verdict:
    """The verdict when the analysis raised, which it never may."""
    trace = "".join(traceback.format_exception(error)[-3:])
    return Verdict(False, False, (), False, (), trace)


def judge(case: Case, predicted: Predicted) -> Verdict:
    """The verdict on one recorded program."""
    differences = {site: difference(facts, predicted.saves.get(site)) for site, facts in case.saved.items()}
    claims = [
        f"{_at(site)}: {text}"
        for site, text in differences.items()
        if text and site in predicted.saves and predicted.saves[site].is_complete
    ]
    shaped = all(same_shapes(facts, predicted.saves.get(site)) for site, facts in case.saved.items())
    exact = not any(differences.values())
    return Verdict(
        exact if case.saved else None,
        exact and shaped if case.saved else None,
        tuple(claims),
        _diagnosed(case, predicted) if case.broken else None,
        () if case.broken else _errors(predicted),
        restored=judge_restores(true_restores(case.stack).get(case.name, {}), predicted.restores),
    )


def difference(true: dict[str, Fact], predicted: PredictedSave | None) -> str:
    """How the predicted key set differs from the true one; empty when it does not."""
    if predicted is None:
        return "no save was predicted here"
    patterns = [key for key, fact in predicted.keys.items() if fact.is_pattern]
    wrong = [key for key in predicted.keys if key not in true and key not in patterns]
    missing = [key for key in true if key not in predicted.keys]
    parts = (("missing", missing), ("wrong", wrong), ("not literal", patterns))
    return "; ".join(f"{label} {sorted(found)[:4]} ({len(found)})" for label, found in parts if found)


def same_shapes(true: dict[str, Fact], predicted: PredictedSave | None) -> bool:
    """Whether every true key is predicted with its true shape and dtype."""
    return predicted is not None and all(_same(fact, predicted.keys.get(key)) for key, fact in true.items())


def _same(fact: Fact, key: PredictedKey | None) -> bool:
    return key is not None and (key.shape, key.dtype) == (fact.shape, fact.dtype)


def _diagnosed(case: Case, predicted: Predicted) -> bool:
    return all(predicted.reported.get(site, frozenset()) & {"error", "warning"} for site in case.broken)


def _errors(predicted: Predicted) -> tuple[str, ...]:
    return tuple(_at(site) for site, severities in sorted(predicted.reported.items()) if "error" in severities)


def _at(site: Site) -> str:
    return f"{site[0]}:{site[1]}"
