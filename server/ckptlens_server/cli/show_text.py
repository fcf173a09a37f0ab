"""A checkpoint's content as a table for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from ckptlens.bundle.model import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.bundle.model import Entry

    from ckptlens_server.cli.show import Content

_TABLE_ROWS = 2_000
"""Beyond these, plain lines: laying out a rich table takes seconds then."""


def print_content(content: Content) -> None:
    """Print a table to a terminal, and whole lines in aligned columns to anything else."""
    rows = list(_rows(content))
    header = ("KEY", "DTYPE", "SHAPE", "BYTES", *(("NAME",) if content.bundle.scheme is Scheme.OBJECT else ()))
    if sys.stdout.isatty() and len(rows) <= _TABLE_ROWS:
        _print_table(header, rows)
    else:
        _print_lines(header, rows)
    click.echo(_total(content))


def _rows(content: Content) -> Iterator[tuple[str, ...]]:
    for entry in content.entries:
        cells = (entry.key, entry.dtype, _shape(entry), f"{content.bundle.size_of(entry):,}")
        yield (*cells, content.names.get(entry.key, "")) if content.bundle.scheme is Scheme.OBJECT else cells


def _shape(entry: Entry) -> str:
    shape = "unknown" if entry.shape is None else f"[{', '.join(map(str, entry.shape))}]"
    return f"{shape} in {entry.slices} slices" if entry.slices else shape


def _print_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in header:
        table.add_column(title, justify="right" if title == "BYTES" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)


def _print_lines(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    right = header.index("BYTES")
    for row in (header, *rows):
        cells = (c.rjust(w) if i == right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        click.echo("  ".join(cells).rstrip())


def _total(content: Content) -> str:
    world = {Scheme.NAME: "name-based (Saver)", Scheme.OBJECT: "object-based (Checkpoint)"}[content.bundle.scheme]
    size = sum(content.bundle.size_of(e) for e in content.entries)
    return f"{len(content.entries):,} tensors, {size:,} bytes, {world}, {content.bundle.header.num_shards} data file(s)"
