"""One file analysed: facts, keys and findings, from which every feature reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.entries import code_trace, function_traces
from ckptlens.interp.limits import Limits
from ckptlens.interp.run import run_main, trace_of
from ckptlens.predict.names import predict
from ckptlens.program.program import Program
from ckptlens.rules.baseline import Baseline, fresh
from ckptlens.rules.codes import unknown_ignores
from ckptlens.rules.model import Finding, RuleContext
from ckptlens.rules.registry import check as check_rules
from ckptlens.rules.selection import EVERYTHING, Selection
from ckptlens.stacks import Stack
from ckptlens.syntax.parse import parse_module
from ckptlens.tf_api.library import TensorFlowLibrary

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.predict.keys import Prediction
    from ckptlens.program.sources import SourceProvider
    from ckptlens.text import Location, Span
    from ckptlens.trace import Trace


class Options(Struct, frozen=True):
    """How to analyse: the stack, folders put first on the import path, entries written by the user, the project's folder,
    the values (Python literals) that the user gives for holes by their names, which findings are wanted, which are known,
    and which checkpoints are read at lines of the program."""

    stack: Stack = Stack.TF215_KERAS2
    roots: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    project: str | None = None
    assumptions: tuple[tuple[str, str], ...] = ()
    selection: Selection = EVERYTHING
    baseline: Baseline | None = None
    checkpoints: tuple[tuple[Location, str], ...] = ()


class Problem(Struct, frozen=True):
    """Something about the text itself, such as a syntax error. `span` is where."""

    span: Span
    message: str


class Analysis(Struct, frozen=True):
    """Everything known of one file. `traces` holds one run per entry, the module level first; `mistakes` are comments for ckptlens
    that say nothing to it."""

    path: str
    text: str
    options: Options
    traces: tuple[Trace, ...]
    prediction: Prediction
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    mistakes: tuple[Problem, ...] = ()


def analyse(sources: SourceProvider, path: str, options: Options, check: Callable[[], None] | None = None) -> Analysis:
    """Analyse the file at `path`.

    `check` is called every few interpreter steps and may raise `ckptlens.interp.limits.Cancelled`, the only exception that passes.
    """
    text = sources.read(path) or ""
    problems = tuple(Problem(p.span, p.message) for p in parse_module(text).problems)
    program = Program(sources, path, options.roots, options.project, options.assumptions, options.checkpoints)
    traces = _traces(program, options, check)
    mistakes = tuple(Problem(span, message) for span, message in unknown_ignores(text))
    prediction = predict(traces, path, options.stack.value)
    contexts = (RuleContext(trace, prediction, options.stack, sources) for trace in traces)
    findings = tuple(f for context in contexts for f in check_rules(context, options.selection))
    unique = tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.location, f.code, f.message)))
    new = fresh(unique, options.baseline, sources)
    return Analysis(path, text, options, traces, prediction, new, problems, mistakes)


def _traces(program: Program, options: Options, check: Callable[[], None] | None) -> tuple[Trace, ...]:
    run = run_main(program, TensorFlowLibrary(), options.stack, Limits(), check)
    main = trace_of(run, "", run.raised)
    if options.entries:
        return (main, *(code_trace(run, code, check) for code in options.entries))
    if main.saves or program.sources.read(program.path) is None:
        return (main,)
    return (main, *function_traces(run, check))
