"""``ckptlens keys``: the checkpoint keys that programs will write."""

from __future__ import annotations

import json

import ckptlens
import click
from ckptlens.ide import report

from ckptlens_server.cli.programs import Programs, analyse_programs, program_options, report_errors
from ckptlens_server.files import relative


@click.command()
@program_options
@click.option("--entry", "entries", multiple=True, metavar="CODE", help="Python to run in the program's namespace after it. Repeatable.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def keys(paths: tuple[str, ...], stack: str | None, roots: tuple[str, ...], entries: tuple[str, ...], form: str) -> None:
    """Show the checkpoint keys that each program writes, without running it.

    Each PATH is taken as `python PATH` would run it; a folder stands for the Python files below it (notebooks are
    not analysed yet). A name that is known only when the program runs stands as a hole: model/h{layer}/w.

    \b
    ckptlens keys train.py
    ckptlens keys --stack tf2.21-keras3 --root src train.py
    ckptlens keys --entry "build(Config(), [1, 16])" model.py

    Exit status: 0, or 2 when a PATH cannot be read.
    """
    programs = analyse_programs(paths, stack, roots, entries)
    report_errors(programs)
    if form == "json":
        click.echo(json.dumps(_json(programs)))
    else:
        from ckptlens_server.cli.keys_text import print_keys

        print_keys(programs)
    raise SystemExit(2 if programs.errors else 0)


def _json(programs: Programs) -> dict[str, object]:
    return {
        **header(programs),
        "programs": [report.program(a, programs.places(a), relative) for a in programs.analyses],
    }


def header(programs: Programs) -> dict[str, object]:
    """The first fields of every JSON output."""
    return {
        "schema": report.SCHEMA,
        "tool": f"ckptlens {ckptlens.__version__}",
        "stack": programs.stack.stack.value,
        "stack_reason": programs.stack.reason,
        "project_stack": programs.own.stack.value if programs.own else None,
        "project_stack_reason": programs.own.reason if programs.own else None,
    }
