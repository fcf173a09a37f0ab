"""A run of a program and its predicted keys, side by side: what `ckptlens compare` and the editor's command show."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ckptlens.ide.comparison import RealKey, RealSave, compare_saves, not_reached
from ckptlens.ide.stack import StackChoice, stack_of_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.ide.analysis import Analysis
    from ckptlens.ide.comparison import SiteComparison
    from ckptlens.ide.places import Places
    from ckptlens.predict.keys import SaveEvent

    from ckptlens_server.executor.interpreter import Interpreter
    from ckptlens_server.executor.programs import RecordedSave, Recording


class NothingSavedError(Exception):
    """The program did not come to a save; the message says what it did instead, with its place and its last words."""


class FilledHole(TypedDict):
    """A predicted key with holes, and the real keys that it stands for."""

    key: str
    real: list[str]


class DifferentKey(TypedDict):
    """A key whose shape or dtype was predicted otherwise."""

    key: str
    predicted: str
    real: str


class UnpredictedKey(TypedDict):
    """A real key that was not predicted."""

    key: str
    shape: list[int]
    dtype: str


class SaveReport(TypedDict):
    """One save that was made; `predicted` says whether one was predicted on its line, `status` what that promised."""

    api: str
    file: str | None
    line: int | None
    count: int
    predicted: bool
    status: str | None
    is_equal: bool
    equal: list[str]
    holes: list[FilledHole]
    different: list[DifferentKey]
    only_predicted: list[str]
    only_real: list[UnpredictedKey]
    absent: list[str]
    problem: str | None


class PredictedSite(TypedDict):
    """A predicted save that the run did not come to."""

    api: str
    file: str
    line: int


class RunReport(TypedDict):
    """The whole comparison. `is_equal`: each save that was made is predicted with its keys."""

    path: str
    stack: str
    stack_reason: str
    python: str
    python_reason: str
    versions: dict[str, str | None]
    ended: str
    raised: str | None
    is_equal: bool
    saves: list[SaveReport]
    not_reached: list[PredictedSite]


def stack_that_ran(recording: Recording) -> StackChoice | None:
    """The stack that a run had, None when the program did not import TensorFlow."""
    versions = recording["versions"]
    tensorflow = versions.get("tensorflow")
    if tensorflow is None:
        return None
    return StackChoice(stack_of_run(tensorflow, versions.get("keras"), recording["legacy_keras"]), f"it ran with TensorFlow {tensorflow}")


def run_report(
    recording: Recording, analysis: Analysis, places: Places, shown: Callable[[str], str], chosen: tuple[StackChoice, Interpreter]
) -> RunReport:
    """The comparison of a run with the analysis of the same program. Raises NothingSavedError."""
    if not recording["saves"]:
        raise NothingSavedError(why_nothing(recording, shown))
    stack, interpreter = chosen
    sites = compare_saves(analysis.prediction, [_real_save(save) for save in recording["saves"]], places)
    return {
        "path": shown(analysis.path),
        "stack": stack.stack.value,
        "stack_reason": stack.reason,
        "python": str(interpreter.path),
        "python_reason": interpreter.reason,
        "versions": recording["versions"],
        "ended": recording["ended"],
        "raised": _raised(recording, shown) if recording["exception"] else None,
        "is_equal": all(site.is_equal for site in sites),
        "saves": [_save_report(site, shown) for site in sites],
        "not_reached": [_site(event, places, shown) for event in not_reached(analysis.prediction, sites)],
    }


def why_nothing(recording: Recording, shown: Callable[[str], str]) -> str:
    """In words, with the last lines of the program's output."""
    reasons = {
        "finished": "the program ended without saving; code that saves can be given after it: FILE::ENTRY",
        "memory": "the program was stopped before it saved: it took more memory than it may",
        "died": f"the program died before it saved ({_exit_text(recording['exit'])})",
    }
    why = reasons.get(recording["ended"]) or f"the program raised before it saved: {_raised(recording, shown)}"
    lines = recording["output"].rstrip().split("\n")[-_OUTPUT_LINES:]
    return why + "".join(f"\n  | {line}" for line in lines)


_OUTPUT_LINES = 20


def _exit_text(code: int) -> str:
    from ckptlens_server.executor.process import describe_exit

    return describe_exit(code)


def _raised(recording: Recording, shown: Callable[[str], str]) -> str:
    error = recording["exception"]
    if error is None:
        return ""
    at = [f"{shown(place['file'])}:{place['line']}" for place in error["stack"]]
    where = f" at {at[0]}" if at else ""
    through = f", called from {', '.join(at[1:])}" if at[1:] else ""
    return f"{error['type']}: {error['message']}{where}{through}"


def _real_save(save: RecordedSave) -> RealSave:
    stack = tuple((place["file"], place["line"]) for place in save["stack"])
    keys = tuple(RealKey(key["key"], key["dtype"], tuple(key["shape"])) for key in save["keys"])
    return RealSave(save["api"], stack, keys, save["problem"])


def _save_report(site: SiteComparison, shown: Callable[[str], str]) -> SaveReport:
    file, line = site.save.stack[0] if site.save.stack else (None, None)
    keys = site.keys
    return {
        "api": site.save.api,
        "file": None if file is None else shown(file),
        "line": line,
        "count": site.count,
        "predicted": site.event is not None,
        "status": site.event.keys.status.value if site.event else None,
        "is_equal": site.is_equal,
        "equal": list(keys.equal),
        "holes": [{"key": str(each.key.text), "real": list(each.real)} for each in keys.filled],
        "different": [{"key": each.key, "predicted": each.predicted, "real": each.real} for each in keys.different],
        "only_predicted": [str(key.text) for key in keys.only_predicted],
        "only_real": [{"key": key.key, "shape": list(key.shape), "dtype": key.dtype} for key in keys.only_real],
        "absent": [str(key.text) for key in keys.absent],
        "problem": site.save.problem,
    }


def _site(event: SaveEvent, places: Places, shown: Callable[[str], str]) -> PredictedSite:
    return {"api": event.api, "file": shown(event.location.path), "line": places.start(event.location).line + 1}
