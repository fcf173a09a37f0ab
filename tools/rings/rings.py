"""The rings: what is run, and how its tests are counted."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "vscode-extension"
# Hypothesis' own profile `ci` draws the same examples in every run.
PYTEST = (sys.executable, "-m", "pytest", "--quiet", "--color=no", "-p", "no:cacheprovider", "--hypothesis-profile=ci")
APART = ("tensorflow", "corpus", "packaging", "workbench")
"""Markers of the tests that need more than Python; each has a ring of its own."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One command. `has_tests`: it reports tests; a ring that reports none has failed. Otherwise its exit status is the one result."""

    name: str
    about: str
    command: tuple[str, ...]
    has_tests: bool
    folder: Path = ROOT
    limit: float = 900
    """Seconds after which the ring is ended: something in it hangs."""


def _tool(name: str, about: str, *command: str) -> Ring:
    return Ring(name, about, (sys.executable, *command), has_tests=False)


def _marked(name: str, about: str, marker: str, *options: str) -> Ring:
    return Ring(name, about, (*PYTEST, "-m", marker, *options), has_tests=True)


_CHECK = (
    _tool("format", "the files have their shape", "-m", "ruff", "format", "--check", "."),
    _tool("lint", "ruff", "-m", "ruff", "check", "--output-format", "concise", "."),
    _tool("types", "pyright, strict", "-m", "pyright", "--pythonpath", sys.executable),
    _tool("contracts", "what may import what", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    _tool("generated", "the rule pages are those that the rules make", "tools/generate_rule_docs.py", "--check"),
    _marked("units", "tests that need Python alone", " and ".join(f"not {marker}" for marker in APART), "-n", "2"),
)
_MORE = (
    _marked("packaging", "the wheel", "packaging"),
    _marked("corpus", "whole public models", "corpus", "-n", "2"),
    _marked("tensorflow", "the rules, fixes and conversions under real TensorFlow", "tensorflow"),
    Ring("extension", "types, lint and units of the VS Code extension", ("npm", "test"), has_tests=True, folder=EXTENSION),
    Ring("workbench", "the extension in a real VS Code", ("npm", "run", "test:workbench"), has_tests=True, folder=EXTENSION),
)
CHECK = tuple(ring.name for ring in _CHECK)
RINGS = {ring.name: ring for ring in (*_CHECK, *_MORE)}
