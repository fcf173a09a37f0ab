"""``ckptlens check``: what will break the checkpoints of programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from ckptlens.ide.actions import fixes_of
from ckptlens.rules.model import Certainty, Finding, Severity

from ckptlens_server.cli import check_formats
from ckptlens_server.cli.programs import Programs, analyse_programs, program_options, report_errors

if TYPE_CHECKING:
    from ckptlens.fixes.model import Fix
    from ckptlens.ide.places import Places
    from ckptlens.text import Location


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding with the fixes on offer, and the lines and columns of its program."""

    finding: Finding
    fixes: tuple[Fix, ...]
    places: Places


@click.command()
@program_options
@click.option("--format", "form", type=click.Choice(list(check_formats.FORMATS)), default="text", show_default=True)
def check(paths: tuple[str, ...], stack: str | None, roots: tuple[str, ...], form: str) -> None:
    """Report what breaks the checkpoints of each program, with the fixes on offer.

    Each PATH is taken as `python PATH` would run it; a folder stands for the Python files below it (notebooks are
    not analysed yet). A comment silences a finding on its line: # ckptlens: ignore[CK207] why

    \b
    ckptlens check train.py
    ckptlens check --format github src/
    ckptlens check --format sarif src/ > ckptlens.sarif

    Exit status: 0, 1 when there is a finding of severity warning or higher, 2 when a PATH cannot be read.
    """
    programs = analyse_programs(paths, stack, roots)
    report_errors(programs)
    found = checked(programs)
    click.echo(check_formats.FORMATS[form](programs, found), nl=form != "github")
    raise SystemExit(2 if programs.errors else int(any(c.finding.severity in (Severity.ERROR, Severity.WARNING) for c in found)))


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
