"""``ckptlens show``: what a checkpoint file holds, read without TensorFlow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from ckptlens.bundle.model import OBJECT_GRAPH_KEY, Bundle, Entry, Scheme

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.conversion.source import open_source
from ckptlens_server.executor.inputs import InputError, resolve_checkpoint

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Content:
    """A checkpoint with the variable names that its object graph records, by key."""

    prefix: str
    bundle: Bundle
    names: Mapping[str, str]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The tensors, without the object graph."""
        return tuple(e for e in self.bundle.entries if e.key != OBJECT_GRAPH_KEY)


@click.command()
@click.argument("checkpoint", metavar="CKPT")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(checkpoint: str, form: str) -> None:
    """List the keys of a checkpoint with type, shape and size. Needs no TensorFlow.

    CKPT is a prefix, such as model.ckpt-1000, or a folder, which stands for its latest checkpoint. For an object-based
    checkpoint the variables' recorded names stand beside the keys.

    \b
    ckptlens show train/model.ckpt-1000
    ckptlens show train --format json

    Exit status: 0, or 2 when CKPT cannot be read.
    """
    try:
        content = _read(checkpoint)
    except InputError as error:
        raise InputProblem(str(error)) from error
    if form == "json":
        click.echo(json.dumps(_json(content), indent=2))
    else:
        from ckptlens_server.cli.show_text import print_content

        print_content(content)


def _read(name: str) -> Content:
    found = resolve_checkpoint(name)
    if found.bundle is None:
        raise InputError(
            f"{found.prefix} is in the old V1 format, which only TensorFlow reads; `ckptlens convert ... --to tf2` makes it new"
        )
    graph = open_source(found.prefix, found.bundle).graph
    return Content(found.prefix, found.bundle, graph.names_by_key if graph else {})


def _json(content: Content) -> dict[str, object]:
    bundle = content.bundle
    return {
        "checkpoint": content.prefix,
        "scheme": bundle.scheme.value,
        "shards": bundle.header.num_shards,
        "bytes": sum(bundle.size_of(e) for e in content.entries),
        "tensors": [_entry(content, e) for e in content.entries],
    }


def _entry(content: Content, entry: Entry) -> dict[str, object]:
    shape = None if entry.shape is None else list(entry.shape)
    facts: dict[str, object] = {"key": entry.key, "dtype": entry.dtype, "shape": shape, "bytes": content.bundle.size_of(entry)}
    if content.bundle.scheme is Scheme.OBJECT:
        facts["name"] = content.names.get(entry.key)
    if entry.slices:
        facts["slices"] = entry.slices
    return facts
