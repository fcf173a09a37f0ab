"""The TensorFlow stack that a project uses, found from its requirements and its code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.ide.manifests import own_settings, requirements
from ckptlens.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT = Stack.TF215_KERAS2
UNTOLD = "the default, as no requirement pins TensorFlow"
"""The reason of a stack that nothing tells."""

_REQUIREMENT = re.compile(r"^(tensorflow(?:[-_](?:cpu|gpu|intel|macos|rocm))?|keras)(?![\w.-])(?:\[[^\]]*\])?\s*(.*)$", re.IGNORECASE)
_CLAUSE = re.compile(r"(===|==|~=|\^|<=|<|>=|>|!=)\s*v?(\d+)(?:\.(\d+))?")
_LEGACY_KERAS = re.compile(r"""TF_USE_LEGACY_KERAS["']?\s*(?:\]|,|=|:)\s*=?\s*["']?(?:1|True|true)\b""")
_TF_KERAS = re.compile(r"^[ \t]*(?:from|import)[ \t]+tf_keras\b", re.MULTILINE)
_PLAIN_IMPORT = re.compile(r"^[ \t]*import[ \t]+tensorflow[ \t]+as[ \t]+tf[ \t]*(?:#.*)?$", re.MULTILINE)
_COMPAT = re.compile(r"compat\.v1\b|compat[ \t]+import[ \t]+v1\b|enable_v2_behavior|hasattr\(tf\b")
_TF1_ONLY = re.compile(
    r"\btf\.(?:contrib|placeholder|Session|InteractiveSession|get_variable|variable_scope|global_variables_initializer|app\.run"
    r"|flags\.|layers\.|train\.(?:Saver|AdamOptimizer|GradientDescentOptimizer|MomentumOptimizer))\b"
)
_CONTRIB = re.compile(r"^[ \t]*(?:from|import)[ \t]+tensorflow\.contrib\b", re.MULTILINE)


class StackChoice(Struct, frozen=True):
    """A stack, and why it was chosen in a few words."""

    stack: Stack
    reason: str


def detect_stack(manifests: Mapping[str, str], sources: Iterable[str]) -> StackChoice:
    """The stack of a project.

    ``[tool.ckptlens] stack`` decides first, then a pin in its `manifests` (files by name: locks, requirements, project files, the
    METADATA of installed distributions), then its `sources`, then the default. `TF_USE_LEGACY_KERAS` in the sources or in a ``.env``
    file, or an import of tf_keras, decides which Keras goes with TensorFlow 2.16 and later.
    """
    texts = list(sources)
    own = _own_choice(manifests)
    if own is not None:
        return own
    legacy = next((reason for text in (*texts, *_environments(manifests)) if (reason := _legacy(text))), None)
    for name in sorted(manifests, key=_rank):
        for requirement in requirements(name, manifests[name]):
            stack = _pinned(requirement, legacy is not None)
            if stack:
                return StackChoice(stack, f"{requirement} in {name}")
    if legacy is not None:
        return StackChoice(Stack.TF221_KERAS2, legacy)
    old = next((reason for text in texts if (reason := _only_in_tf1(text))), None)
    if old is not None:
        return StackChoice(Stack.TF115, old)
    return StackChoice(DEFAULT, UNTOLD)


def stack_of_run(tensorflow: str, keras: str | None, legacy_keras: bool) -> Stack:
    """The stack nearest to versions that a program has run with: of TensorFlow, and of the package keras, where it was imported."""
    major, minor = (int(number) for number in re.findall(r"\d+", tensorflow)[:2])
    if major < 2:
        return Stack.TF115
    if (major, minor) < (2, 16):
        return Stack.TF215_KERAS2
    old = legacy_keras or (keras is not None and keras.startswith("2."))
    return Stack.TF221_KERAS2 if old else Stack.TF221_KERAS3


def _own_choice(manifests: Mapping[str, str]) -> StackChoice | None:
    for name, text in manifests.items():
        wanted = own_settings(text).get("stack") if name == "pyproject.toml" else None
        if isinstance(wanted, str) and wanted in {stack.value for stack in Stack}:
            return StackChoice(Stack(wanted), f"[tool.ckptlens] in {name}")
    return None


def _environments(manifests: Mapping[str, str]) -> list[str]:
    return [text for name, text in manifests.items() if name.startswith(".env")]


def _rank(name: str) -> tuple[int, str]:
    """What is read first: exact locks, then what people write, last what happens to be installed."""
    kinds = (".lock", "requirements", "constraints", "pyproject", "setup", "Pipfile", "environment")
    found = next((i for i, kind in enumerate(kinds) if kind in name), len(kinds))
    return found, name


def _legacy(text: str) -> str | None:
    if _LEGACY_KERAS.search(text):
        return "TF_USE_LEGACY_KERAS is set"
    return "tf_keras is imported" if _TF_KERAS.search(text) else None


def _only_in_tf1(text: str) -> str | None:
    """The API that TensorFlow 1 alone has under this name, when the text uses one."""
    if _CONTRIB.search(text):
        return "tensorflow.contrib is imported"
    if not _PLAIN_IMPORT.search(text) or _COMPAT.search(text):
        return None
    used = _TF1_ONLY.search(text)
    return f"{used[0]} is used" if used is not None else None


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
