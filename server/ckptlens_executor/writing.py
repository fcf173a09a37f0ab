"""Writes a checkpoint from another one's values, a bounded batch at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.checkpoint import Pair, batches, read_tensors
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.runtime import tensorflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens_executor.job import Job


class Stored(NamedTuple):
    """A value and the key to store it under."""

    key: str
    value: Any


def write_checkpoint(source: str, pairs: Sequence[Pair], additions: Sequence[Stored], prefix: str, job: Job) -> None:
    """Write the values of the checkpoint `source` under the keys of the pairs' targets, and the additions, to `prefix`.

    Each batch becomes a data shard with an index of its own; merging joins the indices and moves the data files. So no more than
    one batch is in memory at a time.
    """
    tf = tensorflow()
    targets = {p.source.key: p.target.key for p in pairs}
    groups = list(batches([p.source for p in pairs]))
    parts = [f"{prefix}-part-{i:05d}" for i in range(len(groups))]
    try:
        for part, group in zip(parts, groups):  # noqa: B905 - Python 3.9 has no `strict`
            job.check()
            copied = [Stored(targets[t.key], value) for t, value in zip(group, read_tensors(source, group))]  # noqa: B905
            _save(part, [*copied, *(additions if part == parts[-1] else ())])
            for tensor in group:
                job.step(f"wrote {targets[tensor.key]}")
        tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=parts, destination_prefix=prefix, delete_old_dirs=False)
    except tf.errors.OpError as error:
        raise BadInputError(f"TensorFlow cannot write the checkpoint: {error.message}") from error


def _save(prefix: str, items: Sequence[Stored]) -> None:
    names, values = [i.key for i in items], [i.value for i in items]
    tensorflow().raw_ops.SaveV2(prefix=prefix, tensor_names=names, shape_and_slices=[""] * len(items), tensors=values)


def file_names(folder: str, base: str) -> list[str]:
    """The names of the files of checkpoint `base` in `folder`: data files in order, the index last."""
    names = os.listdir(folder)
    return sorted(n for n in names if n.startswith(f"{base}.data-")) + [n for n in names if n == f"{base}.index"]
