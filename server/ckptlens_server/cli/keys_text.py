"""The text form of ``ckptlens keys``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.labels import STATUS_WORDS, event_label, event_status, keys_summary, plural, shape_text
from ckptlens.predict.keys import RestoreEvent, SaveEvent
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ckptlens_server.files import relative

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from ckptlens.ide.places import Places
    from ckptlens.predict.keys import Event, Key
    from ckptlens.template import Hole
    from ckptlens.text import Location

    from ckptlens_server.cli.programs import Programs

STATUS_STYLES = {"complete": "green", "complete up to holes": "yellow", "partial": "red"}


def print_keys(programs: Programs) -> None:
    """Print a section for each program, and one line for all that neither save nor restore."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"stack [bold]{programs.stack.stack.value}[/] ({escape(programs.stack.reason)})")
    for name, value in dict.fromkeys(pair for analysis in programs.analyses for pair in analysis.options.assumptions):
        console.print(f"assuming {escape(name)} = {escape(value)} (pyproject.toml)")
    silent = [a for a in programs.analyses if not _says_something(a)]
    for analysis in programs.analyses:
        if _says_something(analysis) or len(programs.analyses) == 1:
            _print_program(console, analysis, programs.places(analysis))
    if silent and len(programs.analyses) > 1:
        console.print(f"\n{plural(len(silent), 'file')} without variables or checkpoints")


def _says_something(analysis: Analysis) -> bool:
    found = analysis.prediction
    return bool(found.events or found.raises or found.gaps)


def _print_program(console: Console, analysis: Analysis, places: Places) -> None:
    found = analysis.prediction
    console.print(f"\n[bold]{escape(relative(analysis.path))}[/]  {_status(STATUS_WORDS[found.status])}")
    if not found.events:
        console.print("  no variables are saved or restored")
    for event in found.events:
        _print_event(console, event, places)
    if found.raises:
        message = f"raises {found.raises.type}: {found.raises.message}".rstrip(": ")
        console.print(f"  [red]{escape(message)}[/]  {_where(found.raises.location, places)}")
    if found.gaps:
        console.print("  [yellow]not followed, so keys may be missing:[/]")
    for gap in found.gaps:
        console.print(f"    {escape(gap.reason)}  {_where(gap.location, places)}")


def _print_event(console: Console, event: Event, places: Places) -> None:
    words = STATUS_WORDS[event_status(event)]
    summary = keys_summary(event.keys).rpartition(" · ")[0] if isinstance(event, SaveEvent) else "restore"
    console.print(f"\n  [bold cyan]{escape(event_label(event))}[/]  {_where(event.location, places)}  {summary} · {_status(words)}")
    if isinstance(event, RestoreEvent):
        _print_restore(console, event)
        return
    if event.keys.keys:
        console.print(_key_table(event.keys.keys, places))
    holes = {hole.name: hole for key in event.keys.keys for hole in key.text.holes}
    for hole in holes.values():
        console.print(f"    {_hole(hole, places)}")


def _print_restore(console: Console, event: RestoreEvent) -> None:
    lists = (("missing in the checkpoint", event.missing), ("left at the initial value", event.left_at_init), ("unused", event.unused_keys))
    for title, names in lists:
        for name in names:
            console.print(f"    [red]{title}[/]: {escape(name)}")
    if event.raises:
        console.print(f"    [red]raises {escape(event.raises)}[/]")


def _key_table(keys: tuple[Key, ...], places: Places) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", width=2)
    for key in keys:
        when = f"when {key.when}" if key.when else ""
        where = _where(key.location, places)
        table.add_row("", escape(str(key.text)), escape(shape_text(key.shape)), key.dtype or "unknown dtype", where, escape(when))
    return table


def _hole(hole: Hole, places: Places) -> str:
    bound = f", {hole.bound}" if hole.bound else ""
    return f"[yellow]{{{escape(hole.name)}}}[/] {escape(hole.reason + bound)}  {_where(hole.origin, places)}"


def _where(location: Location | None, places: Places) -> str:
    return "" if location is None else f"[dim]{escape(relative(location.path))}:{places.start(location).line + 1}[/]"


def _status(words: str) -> str:
    return f"[{STATUS_STYLES[words]}]{words}[/]"
