"""A checkpoint's keys as a tree, and its object graph, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from ckptlens.bundle.keys import VARIABLE_VALUE, parse_object_key
from ckptlens.bundle.model import Scheme

from ckptlens_server.cli.show_text import shape_text, total_line, values_text

if TYPE_CHECKING:
    from ckptlens.bundle.graph import ObjectGraph

    from ckptlens_server.cli.show_content import Content, Row


def print_tree(content: Content) -> None:
    """Print every key under what it shares with others; an optimizer's slots stand under their variable."""
    before: tuple[str, ...] = ()
    for path, row in sorted(((_path(content, row), row) for row in content.rows), key=lambda item: item[0]):
        shared = next((i for i, (a, b) in enumerate(zip(before, path, strict=False)) if a != b), min(len(before), len(path)))
        for depth in range(shared, len(path) - 1):
            click.echo("  " * depth + path[depth])
        click.echo("  " * (len(path) - 1) + _leaf(path[-1], row))
        before = path
    click.echo(total_line(content))


def _path(content: Content, row: Row) -> tuple[str, ...]:
    if row.slot and content.scheme is Scheme.NAME:
        return (*row.slot.variable.split("/"), f"slot {row.slot.name}")
    parsed = parse_object_key(row.key) if content.scheme is Scheme.OBJECT else None
    if parsed is None:
        return tuple(row.key.split("/"))
    if row.slot:
        return (*parsed.path, f"slot {row.slot.name}")
    return parsed.path if parsed.attribute == VARIABLE_VALUE and parsed.path else (*parsed.path, parsed.attribute)


def _leaf(label: str, row: Row) -> str:
    facts = (label, row.dtype, shape_text(row), "" if row.size is None else f"{row.size:,} bytes", values_text(row))
    return "  ".join(fact for fact in facts if fact)


def print_graph(graph: ObjectGraph) -> None:
    """Print every object with its edges, values and slots."""
    for number, node in enumerate(graph.nodes):
        click.echo(f"object {number}")
        for child in node.children:
            click.echo(f"  {child.name} -> object {child.node}")
        for attribute in node.attributes:
            click.echo(f"  {attribute.name} {attribute.full_name!r} in {attribute.checkpoint_key}")
        for slot in node.slots:
            click.echo(f"  slot {slot.slot} of object {slot.variable_node} is object {slot.slot_node}")
