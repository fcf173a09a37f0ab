"""Converts a checkpoint from one key world to the other, with proof."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.checkpoint import OBJECT_GRAPH_KEY, Checkpoint, Pair, open_checkpoint
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.graph import SAVE_COUNTER_KEY, named_collection
from ckptlens_executor.names import plan_to_tf1
from ckptlens_executor.plan import Plan, object_path, plan_to_tf2
from ckptlens_executor.proof import Proof, check_values, prove_checkpoint, prove_saver
from ckptlens_executor.publishing import check_destination, publish, staging_folder
from ckptlens_executor.runtime import tensorflow
from ckptlens_executor.writing import Stored, file_names, write_checkpoint

if TYPE_CHECKING:
    from ckptlens_executor.job import Job

DEFAULT_ROOT = "vars"


class Conversion(NamedTuple):
    """What a conversion did: the plan, the proof, and the files that it wrote."""

    plan: Plan
    added: tuple[str, ...]
    proof: Proof
    files: tuple[str, ...]


def convert(source: str, destination: str, to: str, root: str | None, job: Job) -> Conversion:
    """Convert `source` to name-based keys (`to` ``tf1``) or object-based keys (``tf2``) at the prefix `destination`.

    Files appear at the destination only after they were read back and restored, data first and the index last.
    """
    target = check_destination(destination)
    checkpoint = open_checkpoint(source)
    plan = make_plan(checkpoint, to, root)
    if not plan.moves:
        raise BadInputError(f"{source} holds no variable that could be converted")
    tensors = checkpoint.tensors
    pairs = [Pair(tensors[m.source], tensors[m.source]._replace(key=m.target)) for m in plan.moves]
    opaque = next((p.source for p in pairs if p.source.is_opaque), None)
    if opaque:
        raise BadInputError(f"{source} holds {opaque.key!r} as a {opaque.dtype} tensor, which is no value that could be copied")
    job.expect(3 * len(plan.moves))
    additions = _object_graph(plan) if to == "tf2" else []
    parent, base = os.path.split(target)
    with staging_folder(target) as folder:
        staged = os.path.join(folder, base)
        write_checkpoint(source, pairs, additions, staged, job)
        check_values(source, staged, pairs, job)
        prove = prove_checkpoint if to == "tf2" else prove_saver
        proof = prove(source, staged, pairs, plan.root or DEFAULT_ROOT, job)
        job.finish("moving into place")
        files = publish(folder, file_names(folder, base), parent)
    return Conversion(plan, tuple(a.key for a in additions if a.key != OBJECT_GRAPH_KEY), proof, tuple(files))


def make_plan(checkpoint: Checkpoint, to: str, root: str | None) -> Plan:
    """The keys of the destination. Raises BadInputError when the source is of the wrong kind for this direction."""
    prefix, graph = checkpoint.prefix, checkpoint.graph
    if to == "tf2":
        if graph is not None:
            raise BadInputError(f"{prefix} is object-based already (it holds {OBJECT_GRAPH_KEY}); `--to tf1` converts the other way")
        return plan_to_tf2(list(checkpoint.tensors), DEFAULT_ROOT if root is None else root)
    if to != "tf1":
        raise BadInputError(f"cannot convert to {to!r}; choose tf1 or tf2")
    if graph is None:
        raise BadInputError(f"{prefix} is name-based already (it holds no {OBJECT_GRAPH_KEY}); `--to tf2` converts the other way")
    return plan_to_tf1(graph, checkpoint.tensors, root)


def _object_graph(plan: Plan) -> list[Stored]:
    """What makes a file object-based: the graph, and the counter that ``restore`` looks for."""
    tf = tensorflow()
    keys = {object_path(m.target)[-1]: m.target for m in plan.moves}
    graph = named_collection(plan.root or DEFAULT_ROOT, keys)
    return [Stored(SAVE_COUNTER_KEY, tf.constant(1, tf.int64)), Stored(OBJECT_GRAPH_KEY, tf.constant(graph))]


def as_json(conversion: Conversion, checkpoint_prefix: str, destination: str, to: str) -> dict[str, Any]:
    """The report of a conversion."""
    plan, proof = conversion.plan, conversion.proof
    return {
        "source": checkpoint_prefix,
        "destination": destination,
        "to": to,
        "root": plan.root,
        "naming": plan.naming,
        "keys": [m._asdict() for m in plan.moves],
        "added": list(conversion.added),
        "left_out": [item._asdict() for item in plan.left_out],
        "notes": list(plan.notes),
        "restored": proof.restored,
        "total": proof.total,
        "restored_with": proof.api,
        "files": list(conversion.files),
    }
