"""``ckptlens show``: what a checkpoint file holds, read without TensorFlow."""

from __future__ import annotations

import json

import click
from ckptlens.bundle.model import Scheme
from msgspec import to_builtins
from msgspec.structs import replace

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.cli.remote import fetched, is_remote
from ckptlens_server.cli.show_content import Content, Row, read_content
from ckptlens_server.executor.inputs import InputError


@click.command()
@click.argument("checkpoint", metavar="CKPT")
@click.option("--format", "form", type=click.Choice(["text", "tree", "json"]), default="text", show_default=True)
@click.option("--values", is_flag=True, help="Also show minimum, maximum, mean and the number of NaNs; reads all data.")
@click.option("--graph", is_flag=True, help="Also show the object graph.")
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, for URLs and for files of the old V1 format.")
def show(checkpoint: str, form: str, values: bool, graph: bool, python: str | None) -> None:
    """List the keys of a checkpoint with type, shape and size. Needs no TensorFlow, but for URLs and for files of the old V1 format.

    CKPT is a prefix, such as model.ckpt-1000, or one of a checkpoint's files; a folder stands for its latest checkpoint, a
    SavedModel for the one inside; a URL that TensorFlow opens (gs://bucket/model) is copied to a temporary folder first. For an
    object-based checkpoint the variables' recorded names stand beside the keys.

    \b
    ckptlens show train/model.ckpt-1000
    ckptlens show train --format tree
    ckptlens show train --format json --values

    Exit status: 0, or 2 when CKPT cannot be read.
    """
    try:
        with fetched(checkpoint, python) as near:
            content = read_content(near, values=values, python=python)
        content = replace(content, prefix=checkpoint) if is_remote(checkpoint) else content
    except (InputError, OSError) as error:
        raise InputProblem(str(error)) from error
    if form == "json":
        click.echo(json.dumps(_json(content, graph), indent=2))
        return
    from ckptlens_server.cli import show_text, show_tree

    (show_tree.print_tree if form == "tree" else show_text.print_content)(content)
    if graph and content.graph:
        show_tree.print_graph(content.graph)


def _json(content: Content, graph: bool) -> dict[str, object]:
    facts: dict[str, object] = {
        "checkpoint": content.prefix,
        "scheme": content.scheme.value,
        "shards": content.shards,
        "bytes": sum(row.size or 0 for row in content.rows),
        "tensors": [_row(content, row) for row in content.rows],
    }
    if graph:
        facts["objects"] = [to_builtins(node) for node in content.graph.nodes] if content.graph else None
    return facts


def _row(content: Content, row: Row) -> dict[str, object]:
    shape = None if row.shape is None else list(row.shape)
    facts: dict[str, object] = {"key": row.key, "dtype": row.dtype, "shape": shape, "bytes": row.size}
    if content.scheme is Scheme.OBJECT:
        facts["name"] = row.name
    if row.slices:
        facts["slices"] = row.slices
    if row.slot:
        facts["slot"] = to_builtins(row.slot)
    if row.values:
        facts["values"] = to_builtins(row.values)
    return facts
