"""The programs named on the command line, analysed one after the other."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click
from ckptlens.ide.analysis import Analysis, Options, Problem, analyse
from ckptlens.ide.places import Places
from ckptlens.ide.stack import UNTOLD, StackChoice
from ckptlens.rules.baseline import Baseline
from ckptlens.stacks import Stack
from ckptlens.text import LineIndex
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.baselines import project_baseline
from ckptlens_server.choices import MANIFEST, ManifestComplaints, project_choices, project_complaints
from ckptlens_server.files import FileSources, Undecodable, absolute, decode, python_files, relative
from ckptlens_server.project import project_assumptions, project_entries, project_root, project_stack

if TYPE_CHECKING:
    from ckptlens_server.cli.checkpoints import Told

F = TypeVar("F", bound=Callable[..., Any])


class Programs(Struct, frozen=True):
    """What became of the PATHs: an analysis for each file that could be read, a message for each that could not.
    `warnings` are about comments for ckptlens that say nothing to it. `own` is the project's stack, when another one was asked for."""

    analyses: tuple[Analysis, ...]
    errors: tuple[str, ...]
    stack: StackChoice
    sources: FileSources
    warnings: tuple[str, ...] = ()
    own: StackChoice | None = None

    def places(self, analysis: Analysis) -> Places:
        """Lines and columns for the locations of one analysis."""
        return Places(self.sources, {analysis.path: analysis.text})


def program_options(command: F) -> F:
    """The arguments and options that every command on programs takes."""
    stacks = click.Choice([stack.value for stack in Stack])
    decorators = (
        click.argument("paths", metavar="PATH...", nargs=-1, required=True),
        click.option("--stack", type=stacks, help="TensorFlow and Keras to predict for (default: found from the project)."),
        click.option("--root", "roots", multiple=True, metavar="DIR", help="Folder put first on the import path. Repeatable."),
    )
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def analyse_programs(
    paths: tuple[str, ...],
    stack: str | None,
    roots: tuple[str, ...],
    entries: tuple[str, ...] = (),
    *,
    edited: Mapping[str, str] = MappingProxyType({}),
    baseline: Baseline | None = None,
    checkpoints: Told = (),
) -> Programs:
    """Analyse each PATH; one that cannot be read or parsed gives a message and does not stop the others.

    `edited` holds the texts of files, by absolute path, that are not written yet; `baseline` goes over those that projects name;
    `checkpoints` are read at lines of the programs.
    """
    errors = [f"{root}: --root is not a folder" for root in roots if not os.path.isdir(root)]
    files, missing = _files(paths)
    texts = {path: edited[path] if path in edited else _text(path) for path in files}
    choice = _stack(stack, texts)
    sources = FileSources(edited)
    options = Options(choice.stack, tuple(absolute(root) for root in roots), entries, baseline=baseline, checkpoints=checkpoints)
    analyses: list[Analysis] = []
    warnings: list[str] = []
    errors += [*missing, *_complaints(texts)]
    for path, text in texts.items():
        root = project_root(path)
        ours = project_options(options, root)
        outcome = f"{relative(path)}: {text.message}" if isinstance(text, Undecodable) else _analysis(sources, path, ours)
        if isinstance(outcome, str):
            errors.append(outcome)
        else:
            analyses.append(outcome)
            errors += _placed(outcome, sources, outcome.problems)
            warnings += _placed(outcome, sources, outcome.mistakes)
    return Programs(tuple(analyses), tuple(errors), choice, sources, tuple(warnings), _own_stack(choice, texts))


def project_options(options: Options, root: str) -> Options:
    """The options with what the project at `root` chooses for itself."""
    chosen = project_choices(root).selection
    entries = options.entries or project_entries(root)
    known = options.baseline or project_baseline(root)
    baseline = known if isinstance(known, Baseline) else None
    assumptions = project_assumptions(root)
    return replace(options, project=root, entries=entries, assumptions=assumptions, selection=chosen, baseline=baseline)


def report_errors(programs: Programs) -> None:
    """Write the messages to standard error."""
    for message in (*programs.warnings, *programs.errors):
        click.echo(f"ckptlens: {message}", err=True)


def _files(paths: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The files that the PATHs stand for, without duplicates, and a message for each PATH that stands for none."""
    files: dict[str, None] = {}
    errors: list[str] = []
    for path in paths:
        found = list(python_files(path)) if os.path.isdir(path) else [absolute(path)]
        if not found:
            errors.append(f"{path}: no Python files in this folder")
        elif os.path.isdir(path) or os.path.isfile(path):
            files |= dict.fromkeys(found)
        else:
            errors.append(f"{path}: no such file or folder")
    return list(files), errors


def _complaints(paths: Iterable[str]) -> list[str]:
    """What in the pyproject.toml of each project means nothing."""
    roots = dict.fromkeys(project_root(path) for path in paths)
    return [
        message for root in roots for message in _of_manifest(f"{relative(root)}/{MANIFEST}".removeprefix("./"), project_complaints(root))
    ]


def _of_manifest(file: str, complaints: ManifestComplaints) -> list[str]:
    index = LineIndex(complaints.text)
    return [f"{file}:{index.place(span.start).line + 1}: {message}" for span, message in complaints.found]


def _text(path: str) -> str | Undecodable:
    if path.endswith(".ipynb"):
        return Undecodable("is a notebook, which is not analysed yet; export it as a Python script first")
    data = FileSources().read_bytes(path)
    return Undecodable("cannot be read; check its permissions") if data is None else decode(data)


def _own_stack(choice: StackChoice, texts: dict[str, str | Undecodable]) -> StackChoice | None:
    """The stack that the project is on, None when it is the chosen one or nothing tells it."""
    found = _stack(None, texts)
    return None if found.stack is choice.stack or found.reason == UNTOLD else found


def _stack(name: str | None, texts: dict[str, str | Undecodable]) -> StackChoice:
    if name is not None:
        return StackChoice(Stack(name), "--stack")
    root = project_root(next(iter(texts), absolute(".")))
    return project_stack(root, [text for text in texts.values() if isinstance(text, str)])


def _analysis(sources: FileSources, path: str, options: Options) -> Analysis | str:
    try:
        return analyse(sources, path, options)
    except Exception as error:  # a bug in the analysis of one file must not hide the result of the others
        trace = "".join(traceback.format_exception(error)[-3:])
        return f"{relative(path)}: internal error, please report it with the file:\n{trace}"


def _placed(analysis: Analysis, sources: FileSources, problems: Iterable[Problem]) -> list[str]:
    places = Places(sources, {analysis.path: analysis.text})
    starts = [(places.ends(analysis.path, problem.span)[0], problem.message) for problem in problems]
    return [f"{relative(analysis.path)}:{start.line + 1}:{start.column + 1}: {message}" for start, message in starts]
