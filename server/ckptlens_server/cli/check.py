"""``ckptlens check``: what will break the checkpoints of programs."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from ckptlens.ide.actions import fixes_of
from ckptlens.ide.labels import plural
from ckptlens.rules.baseline import Baseline, baseline_of, written
from ckptlens.rules.model import Certainty, Finding, Severity
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.baselines import baseline_at
from ckptlens_server.cli import check_formats, fixing
from ckptlens_server.cli.checkpoints import told_checkpoints, unread_checkpoints
from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.cli.programs import Programs, analyse_programs, program_options, report_errors
from ckptlens_server.files import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens.fixes.model import Fix
    from ckptlens.ide.places import Places
    from ckptlens.text import Location


class Checked(Struct, frozen=True):
    """A finding with the fixes on offer, and the lines and columns of its program."""

    finding: Finding
    fixes: tuple[Fix, ...]
    places: Places


@click.command()
@program_options
@click.option(
    "--checkpoint", "checkpoints", multiple=True, metavar="SITE=PREFIX", help="FILE:LINE reads the checkpoint PREFIX. Repeatable."
)
@click.option("--format", "form", type=click.Choice(list(check_formats.FORMATS)), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Apply the safe fixes: those that change no predicted key.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the other fixes, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, as a diff, and write nothing.")
@click.option("--baseline", metavar="FILE", help="Findings in FILE are known and not reported.")
@click.option("--write-baseline", metavar="FILE", help="Write all findings to FILE, as known from now on.")
def check(
    paths: tuple[str, ...],
    stack: str | None,
    roots: tuple[str, ...],
    checkpoints: tuple[str, ...],
    form: str,
    *,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    baseline: str | None,
    write_baseline: str | None,
) -> None:
    """Report what breaks the checkpoints of each program, with the fixes on offer.

    Each PATH is taken as `python PATH` would run it; a folder stands for the Python files below it (notebooks are
    not analysed yet). A comment silences a finding on its line: # ckptlens: ignore[CK207] why

    \b
    ckptlens check train.py
    ckptlens check --checkpoint train.py:31=out/model.ckpt-1000 train.py
    ckptlens check --format github src/
    ckptlens check --format sarif src/ > ckptlens.sarif
    ckptlens check --diff src/
    ckptlens check --fix src/
    ckptlens check --write-baseline known.json src/

    Exit status: 0, 1 when there is a finding of severity warning or higher (after --fix: one is left; with --diff:
    something would change), 2 when a PATH cannot be read.
    """
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes says which fixes --fix and --diff take; add one of them.")
    if checkpoints and (fix or diff):
        raise click.UsageError("--checkpoint names lines of the files as they are, which --fix and --diff change; leave one of them out.")
    told = told_checkpoints(checkpoints)
    if write_baseline is not None:
        _write_baseline(paths, stack, roots, write_baseline)
    known = _baseline(baseline)
    programs = analyse_programs(paths, stack, roots, baseline=known, checkpoints=told)
    programs = replace(programs, errors=(*programs.errors, *unread_checkpoints(checkpoints, programs.analyses)))
    if fix or diff:

        def again(edited: Mapping[str, str]) -> Programs:
            return analyse_programs(paths, stack, roots, edited=edited, baseline=known)

        done = fixing.fixed(programs, again, fixing.ALL if unsafe_fixes else fixing.SAFE)
        programs = _show_diff(done) if diff else _write(done)
    report_errors(programs)
    found = checked(programs)
    click.echo(check_formats.FORMATS[form](programs, found), nl=form != "github")
    raise SystemExit(2 if programs.errors else int(any(c.finding.severity in (Severity.ERROR, Severity.WARNING) for c in found)))


def _baseline(path: str | None) -> Baseline | None:
    if path is None:
        return None
    found = baseline_at(path)
    if isinstance(found, str):
        raise InputProblem(found)
    return found


def _write_baseline(paths: tuple[str, ...], stack: str | None, roots: tuple[str, ...], path: str) -> NoReturn:
    folder = posixpath.dirname(absolute(path))
    programs = analyse_programs(paths, stack, roots, baseline=Baseline(folder, ()))
    report_errors(programs)
    found = baseline_of((analysis.findings for analysis in programs.analyses), folder, programs.sources)
    try:
        Path(path).write_text(written(found), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputProblem(f"{path}: {error.strerror or error}") from error
    click.echo(f"{plural(sum(count for _, count in found.known), 'finding')} written to {path}", err=True)
    raise SystemExit(2 if programs.errors else 0)


def _show_diff(done: fixing.Fixed) -> NoReturn:
    report_errors(done.programs)
    click.echo("".join(fixing.diff(done)).encode(), nl=False)
    click.echo(_told(done, "would be applied"), err=True)
    raise SystemExit(2 if done.programs.errors else int(bool(done.texts)))


def _write(done: fixing.Fixed) -> Programs:
    problems = fixing.write(done)
    click.echo(_told(done, "applied") if not problems else "some fixes could not be written", err=True)
    return replace(done.programs, errors=(*done.programs.errors, *problems))


def _told(done: fixing.Fixed, what: str) -> str:
    left = len(checked(done.programs))
    fixes = "1 fix" if done.count == 1 else f"{done.count} fixes"
    return f"{fixes} {what} in {plural(len(done.texts), 'file')}, {plural(left, 'finding')} left"


def checked(programs: Programs) -> tuple[Checked, ...]:
    """The findings of all programs in the order of files and places; what several programs see at one place stands once."""
    kept: dict[tuple[str, Location], Checked] = {}
    for analysis in programs.analyses:
        for finding in analysis.findings:
            other = kept.get((finding.code, finding.location))
            if other is None or (other.finding.certainty is Certainty.MAY and finding.certainty is Certainty.WILL):
                fixes = fixes_of(analysis, programs.sources, finding)
                kept[finding.code, finding.location] = Checked(finding, fixes, programs.places(analysis))
    return tuple(sorted(kept.values(), key=lambda c: (c.finding.location, c.finding.code)))
