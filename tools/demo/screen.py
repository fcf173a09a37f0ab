"""What the demo shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from programs import Fact

_console = Console(width=120, highlight=False)
FIRST, LAST = 5, 2


def chapter(number: int, title: str) -> None:
    """The heading of a chapter."""
    _console.print()
    _console.rule(f"[bold]{number}. {title}", align="left")


def say(text: str) -> None:
    """A sentence."""
    _console.print(text, markup=False)


def command(text: str) -> None:
    """A command that the reader could type."""
    _console.print(f"$ {text}", style="bold cyan", markup=False)


def done(text: str) -> str:
    """A proven claim, shown and given back."""
    _console.print(f"[green]✔[/] {text}")
    return text


def shown_keys(keys: Mapping[str, Fact]) -> None:
    """The first and last keys as a table."""
    table = Table(box=None, pad_edge=False)
    for heading in ("key", "shape", "dtype"):
        table.add_column(heading)
    names = sorted(keys)
    for name in names[:FIRST]:
        table.add_row(name, str(list(keys[name].shape or ())), keys[name].dtype)
    if len(names) > FIRST + LAST:
        table.add_row(f"… {len(names) - FIRST - LAST} more", "", "", style="dim")
    for name in names[max(FIRST, len(names) - LAST) :]:
        table.add_row(name, str(list(keys[name].shape or ())), keys[name].dtype)
    _console.print(table)


def code(text: str, language: str) -> None:
    """Program text or a diff."""
    _console.print(Syntax(text.rstrip(), language, background_color="default"))


def conclude(proved: list[str], seconds: float) -> None:
    """The last lines of a demo in which everything was as predicted."""
    _console.print()
    _console.rule("[bold]All as predicted", align="left")
    for sentence in proved:
        done(sentence)
    _console.print(f"{len(proved)} of {len(proved)} claims proven in {seconds:.0f} s", style="bold green")


def failed(reason: str) -> None:
    """The last lines of a demo in which something was not."""
    _console.print()
    _console.print("✘ Not as predicted", style="bold red")
    _console.print(reason, markup=False)
