"""An existing checkpoint, read through TensorFlow."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.errors import BadInputError
from ckptlens_executor.graph import Graph, parse_graph
from ckptlens_executor.runtime import tensorflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"
BATCH_BYTES = 128 * 1024 * 1024
STRING_BYTES = 1024
"""Assumed size of one string, whose true size the file does not tell beforehand."""


class Tensor(NamedTuple):
    """A stored tensor: `dtype` is a name such as ``float32``."""

    key: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def is_opaque(self) -> bool:
        """Whether it holds the state of an object (an iterator, say), which cannot be copied or compared as a value."""
        return self.dtype in {"variant", "resource"}

    @property
    def size(self) -> int:
        """Bytes that its value takes in memory."""
        width = STRING_BYTES if self.dtype == "string" else tensorflow().as_dtype(self.dtype).size
        return width * prod(self.shape)


class Pair(NamedTuple):
    """A tensor of a source and the same one in a destination."""

    source: Tensor
    target: Tensor


class Checkpoint(NamedTuple):
    """The tensors of a checkpoint without the object graph, which is None for a name-based file."""

    prefix: str
    tensors: dict[str, Tensor]
    graph: Graph | None


def open_checkpoint(prefix: str) -> Checkpoint:
    """The checkpoint at `prefix`, V2 or V1. Raises BadInputError when TensorFlow cannot read it."""
    tf = tensorflow()
    try:
        reader = tf.train.load_checkpoint(prefix)
        shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
        graph = parse_graph(reader.get_tensor(OBJECT_GRAPH_KEY)) if OBJECT_GRAPH_KEY in dtypes else None
    except (tf.errors.OpError, ValueError, RuntimeError) as error:
        raise BadInputError(f"TensorFlow cannot read the checkpoint {prefix}: {error}") from error
    tensors = {key: Tensor(key, dtypes[key].name, tuple(shapes[key])) for key in sorted(dtypes) if key != OBJECT_GRAPH_KEY}
    return Checkpoint(prefix, tensors, graph)


def batches(tensors: Sequence[Tensor], limit: int = BATCH_BYTES, count: int | None = None) -> Iterator[list[Tensor]]:
    """The tensors in order, in groups of at most `limit` bytes and `count` tensors; a larger tensor is a group of its own."""
    group: list[Tensor] = []
    size = 0
    for tensor in tensors:
        if group and (size + tensor.size > limit or len(group) == count):
            yield group
            group, size = [], 0
        group.append(tensor)
        size += tensor.size
    if group:
        yield group


def read_tensors(prefix: str, tensors: Sequence[Tensor]) -> list[Any]:
    """The values as eager tensors. The stored pieces of a partitioned variable come as one whole."""
    tf = tensorflow()
    try:
        return tf.raw_ops.RestoreV2(
            prefix=prefix,
            tensor_names=[t.key for t in tensors],
            shape_and_slices=[""] * len(tensors),
            dtypes=[tf.as_dtype(t.dtype) for t in tensors],
        )
    except tf.errors.OpError as error:
        raise BadInputError(f"TensorFlow cannot read the values of {prefix}: {error.message}") from error
