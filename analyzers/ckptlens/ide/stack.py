"""The TensorFlow stack that a project uses, found from its requirements and its code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ckptlens.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DEFAULT = Stack.TF215_KERAS2

_REQUIREMENT = re.compile(r"^(tensorflow(?:[-_](?:cpu|gpu|intel|macos|rocm))?|keras)(?![\w.-])(?:\[[^\]]*\])?\s*(.*)$", re.IGNORECASE)
_CLAUSE = re.compile(r"(===|==|~=|\^|<=|<|>=|>|!=)\s*v?(\d+)(?:\.(\d+))?")
_LEGACY_KERAS = re.compile(r"""TF_USE_LEGACY_KERAS["']?\s*(?:\]|,|=|:)\s*=?\s*["']?(?:1|True|true)\b""")
_CONTRIB = re.compile(r"^[ \t]*(?:from|import)[ \t]+tensorflow\.contrib\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StackChoice:
    """A stack, and why it was chosen in a few words."""

    stack: Stack
    reason: str


def detect_stack(manifests: Mapping[str, str], sources: Iterable[str]) -> StackChoice:
    """The stack of a project: a pin in its `manifests` (requirements*.txt, pyproject.toml by name) decides first,
    then its `sources`, then the default. `TF_USE_LEGACY_KERAS` in the sources decides which Keras goes with TensorFlow 2.16+."""
    texts = list(sources)
    legacy = any(_LEGACY_KERAS.search(text) for text in texts)
    for name in sorted(manifests):
        for requirement in _requirements(name, manifests[name]):
            stack = _pinned(requirement, legacy)
            if stack:
                return StackChoice(stack, f"{requirement} in {name}")
    if legacy:
        return StackChoice(Stack.TF221_KERAS2, "TF_USE_LEGACY_KERAS is set in the code")
    if any(_CONTRIB.search(text) for text in texts):
        return StackChoice(Stack.TF115, "tensorflow.contrib is imported")
    return StackChoice(DEFAULT, "the default, as no requirement pins TensorFlow")


def _requirements(name: str, text: str) -> Iterator[str]:
    if not name.endswith(".toml"):
        lines = (re.sub(r"(^|\s)#.*", "", line).split(";")[0].strip() for line in text.split("\n"))
        yield from (line for line in lines if _REQUIREMENT.match(line))
        return
    try:
        table = cast("dict[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return
    yield from (line for line in _pyproject_requirements(table) if _REQUIREMENT.match(line))


def _pyproject_requirements(table: dict[str, object]) -> Iterator[str]:
    project = _table(table.get("project"))
    optional = _table(project.get("optional-dependencies"))
    groups = [project.get("dependencies"), *optional.values(), *_table(table.get("dependency-groups")).values()]
    for group in groups:
        for line in cast("list[object]", group) if isinstance(group, list) else ():
            if isinstance(line, str):
                yield line.split(";")[0].strip()
    poetry = _table(_table(_table(table.get("tool")).get("poetry")).get("dependencies"))
    for name, version in poetry.items():
        text = version if isinstance(version, str) else _table(version).get("version")
        if isinstance(text, str):
            yield f"{name}{text if text[:1] in '^~<>=!' else f'=={text}'}"


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _pinned(requirement: str, legacy: bool) -> Stack | None:
    """The stack that the version limits of one requirement leave, None when they leave several."""
    match = _REQUIREMENT.match(requirement)
    if match is None:
        return None
    keras = match[1].lower() == "keras"
    limits = [(op, (int(major), int(minor or 0))) for op, major, minor in _CLAUSE.findall(match[2])]
    lower = max((v for op, v in limits if op in ("==", "===", "~=", "^", ">=", ">")), default=None)
    upper = min((_below(op, v) for op, v in limits if op in ("==", "===", "~=", "^", "<", "<=")), default=None)
    return _keras_stack(lower) if keras else _tensorflow_stack(lower, upper, legacy)


def _below(op: str, version: tuple[int, int]) -> tuple[int, int]:
    """The first minor version that the clause shuts out. ``~=2.15`` and ``^2.15`` allow every later 2.x."""
    major, minor = version
    if op in ("~=", "^"):
        return major + 1, 0
    return version if op == "<" else (major, minor + 1)


def _tensorflow_stack(lower: tuple[int, int] | None, upper: tuple[int, int] | None, legacy: bool) -> Stack | None:
    if upper and upper <= (2, 0):
        return Stack.TF115
    if upper and upper <= (2, 16):
        return Stack.TF215_KERAS2
    if lower and lower >= (2, 16):
        return Stack.TF221_KERAS2 if legacy else Stack.TF221_KERAS3
    return None


def _keras_stack(lower: tuple[int, int] | None) -> Stack | None:
    return Stack.TF221_KERAS3 if lower and lower >= (3, 0) else None
