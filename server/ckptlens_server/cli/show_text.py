"""A checkpoint's content as a table for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from ckptlens.bundle.model import Scheme

if TYPE_CHECKING:
    from ckptlens_server.cli.show_content import Content, Row

_TABLE_ROWS = 2_000
"""Beyond these, plain lines: laying out a rich table takes seconds then."""


def print_content(content: Content) -> None:
    """Print a table to a terminal, and whole lines in aligned columns to anything else."""
    with_names = content.scheme is Scheme.OBJECT
    with_values = any(row.values for row in content.rows)
    header = ("KEY", "DTYPE", "SHAPE", "BYTES", *(("VALUES",) if with_values else ()), *(("NAME",) if with_names else ()))
    rows = [_cells(row, with_values, with_names) for row in content.rows]
    if sys.stdout.isatty() and len(rows) <= _TABLE_ROWS:
        _print_table(header, rows)
    else:
        _print_lines(header, rows)
    click.echo(total_line(content))


def _cells(row: Row, with_values: bool, with_names: bool) -> tuple[str, ...]:
    size = "" if row.size is None else f"{row.size:,}"
    values, names = (values_text(row),) if with_values else (), (row.name or "",) if with_names else ()
    return (row.key, row.dtype, shape_text(row), size, *values, *names)


def shape_text(row: Row) -> str:
    """The shape, and in how many slices it is stored."""
    shape = "unknown" if row.shape is None else f"[{', '.join(map(str, row.shape))}]"
    return f"{shape} in {row.slices} slices" if row.slices else shape


def values_text(row: Row) -> str:
    """The statistics in a few words; empty when there are none."""
    found = row.values
    if found is None:
        return ""
    numbers = "no number" if found.mean is None else f"{found.minimum:.4g} to {found.maximum:.4g}, mean {found.mean:.4g}"
    return f"{numbers}, {found.nan} NaN" if found.nan else numbers


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


def total_line(content: Content) -> str:
    """What there is in all."""
    world = {Scheme.NAME: "name-based (Saver)", Scheme.OBJECT: "object-based (Checkpoint)"}[content.scheme]
    slots = sum(1 for row in content.rows if row.slot)
    counted = f"{len(content.rows):,} tensors" + (f" ({slots:,} of them optimizer slots)" if slots else "")
    files = f"{content.shards} data file(s)" if content.shards else "the old V1 format"
    return f"{counted}, {sum(row.size or 0 for row in content.rows):,} bytes, {world}, {files}"
