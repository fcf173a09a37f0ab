"""One file analysed: facts, keys and findings, from which every feature reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckptlens.predict.keys import Prediction
from ckptlens.program.sources import SourceProvider
from ckptlens.rules.model import Finding
from ckptlens.stacks import Stack
from ckptlens.text import Span
from ckptlens.trace import Trace


@dataclass(frozen=True, slots=True)
class Options:
    """How to analyse: the stack, folders put on the import path, and entries written by the user."""

    stack: Stack = Stack.TF215_KERAS2
    roots: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """The text cannot be analysed: a syntax error, Python 2, or not text at all. `span` is where."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything known of one file. `traces` holds one run per entry, the module level first."""

    path: str
    text: str
    options: Options
    traces: tuple[Trace, ...]
    prediction: Prediction
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()


def analyse(sources: SourceProvider, path: str, options: Options, check: Callable[[], None] | None = None) -> Analysis:
    """Analyse the file at `path`.

    `check` is called every few interpreter steps and may raise `ckptlens.interp.Cancelled`, the only exception that passes.
    """
    raise NotImplementedError
