"""Shapes of ops on matrices, of norms, and of losses for each row.

Source: ``tensorflow/python/ops/{linalg_ops,linalg_impl,array_ops,nn_impl,nn_ops}.py``, TF 1.15 to 2.21. Case: field_op_shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.tf_api.ops.elementwise import reduced
from ckptlens.tf_api.ops.made import made
from ckptlens.tf_api.ops.ruled import shaped
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import Tensor, matmul_shape, static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape


@shaped("tf.nn.l2_loss", "tf.nn.zero_fraction", "tf.math.zero_fraction", "tf.linalg.global_norm", "tf.compat.v1.nn.l2_loss")
def scalar(t: Value, name: Value = None) -> Shape:
    """One number."""
    return ()


@shaped("tf.global_norm", "tf.compat.v1.global_norm", dtype="float32")
def global_norm(t_list: Value, name: Value = None) -> Shape:
    """One number for a list of tensors."""
    return ()


@shaped("tf.norm", "tf.linalg.norm", "tf.compat.v1.norm")
def norm(
    tensor: Value, ord: Value = "euclidean", axis: Value = None, keepdims: Value = None, name: Value = None, keep_dims: Value = None
) -> Shape:
    """One number, or one for each place of the other axes."""
    return reduced(static_shape(tensor), axis, keepdims is True or keep_dims is True)


_SPREAD = ("reduce_std", "reduce_variance", "reduce_euclidean_norm", "count_nonzero")


@shaped(*(f"tf.{prefix}{name}" for prefix in ("", "math.", "compat.v1.") for name in _SPREAD))
def spread(
    input_tensor: Value,
    axis: Value = None,
    keepdims: Value = False,
    name: Value = None,
    dtype: Value = None,
    keep_dims: Value = None,
    **older: Value,
) -> Shape:
    """A reduction over axes."""
    return reduced(static_shape(input_tensor), axis, keepdims is True or keep_dims is True)


@shaped("tf.matrix_transpose", "tf.linalg.matrix_transpose", "tf.linalg.adjoint", "tf.compat.v1.matrix_transpose")
def matrix_transpose(a: Value, name: Value = None, conjugate: Value = False) -> Shape:
    """The last two axes swapped."""
    old = static_shape(a)
    return (*old[:-2], old[-1], old[-2]) if old and len(old) > 1 else None


_SQUARE = ("matrix_inverse", "cholesky", "linalg.inv", "linalg.cholesky", "linalg.expm", "linalg.sqrtm", "matrix_exponential")


@shaped(*(f"tf.{name}" for name in _SQUARE), *(f"tf.compat.v1.{name}" for name in _SQUARE))
def square(input: Value, adjoint: Value = False, name: Value = None) -> Shape:
    """The same shape."""
    return static_shape(input)


@shaped("tf.trace", "tf.linalg.trace", "tf.linalg.det", "tf.matrix_determinant", "tf.linalg.logdet")
def over_matrices(x: Value, name: Value = None) -> Shape:
    """One number for each matrix."""
    old = static_shape(x)
    return old[:-2] if old and len(old) > 1 else None


@shaped("tf.linalg.diag", "tf.matrix_diag")
def diag(diagonal: Value, name: Value = "diag") -> Shape:
    """A matrix for each row."""
    old = static_shape(diagonal)
    return (*old, old[-1]) if old else None


@shaped("tf.diag", "tf.linalg.tensor_diag")
def tensor_diag(diagonal: Value, name: Value = None) -> Shape:
    """All axes twice."""
    old = static_shape(diagonal)
    return (*old, *old) if old is not None else None


@shaped("tf.linalg.diag_part", "tf.matrix_diag_part")
def diag_part(input: Value, name: Value = "diag_part") -> Shape:
    """The diagonals."""
    old = static_shape(input)
    if not old or len(old) < 2 or old[-1] is None or old[-2] is None:
        return None
    return (*old[:-2], min(old[-2], old[-1]))


@shaped("tf.linalg.matvec")
def matvec(a: Value, b: Value, transpose_a: Value = False, *rest: Value, name: Value = None, **options: Value) -> Shape:
    """A product with a vector."""
    vector = static_shape(b)
    found = matmul_shape(static_shape(a), (*vector, 1), transpose_a=transpose_a is True) if vector else None
    return found[:-1] if found else None


@shaped("tf.nn.xw_plus_b", "tf.nn.relu_layer", "tf.compat.v1.nn.xw_plus_b")
def xw_plus_b(x: Value, weights: Value, biases: Value, name: Value = None) -> Shape:
    """A product and a sum."""
    return matmul_shape(static_shape(x), static_shape(weights))


@shaped("tf.nn.weighted_cross_entropy_with_logits", "tf.compat.v1.nn.weighted_cross_entropy_with_logits", like="logits")
def weighted_cross_entropy(
    labels: Value = None, logits: Value = None, pos_weight: Value = None, name: Value = None, targets: Value = None
) -> Shape:
    """A loss for each element."""
    return static_shape(logits)


@shaped("tf.nn.log_poisson_loss", like="log_input")
def log_poisson_loss(targets: Value, log_input: Value, compute_full_loss: Value = False, name: Value = None) -> Shape:
    """A loss for each element."""
    return static_shape(log_input)


@shaped("tf.nn.nce_loss", "tf.nn.sampled_softmax_loss", "tf.compat.v1.nn.nce_loss", "tf.compat.v1.nn.sampled_softmax_loss", like="inputs")
def sampled_loss(weights: Value, biases: Value, labels: Value, inputs: Value, *rest: Value, name: Value = None, **options: Value) -> Shape:
    """A loss for each example."""
    rows = static_shape(inputs)
    return rows[:1] if rows else None


@shaped("tf.nn.embedding_lookup_sparse", "tf.compat.v1.nn.embedding_lookup_sparse", "tf.nn.safe_embedding_lookup_sparse")
def embedding_lookup_sparse(params: Value, sp_ids: Value, *rest: Value, name: Value = None, **options: Value) -> Shape:
    """A row for each entry."""
    table = static_shape(params)
    return (None, *table[1:]) if table else None


@shaped("tf.nn.crelu", "tf.compat.v1.nn.crelu")
def crelu(features: Value, name: Value = None, axis: Value = -1) -> Shape:
    """Both signs, side by side."""
    old = static_shape(features)
    if not old or axis != -1:
        return None
    return (*old[:-1], old[-1] * 2 if old[-1] is not None else None)


@api("tf.nn.fused_batch_norm", "tf.compat.v1.nn.fused_batch_norm")
def fused_batch_norm(
    call: Call, x: Value, scale: Value, offset: Value, mean: Value = None, variance: Value = None, *rest: Value, **options: Value
) -> Value:
    """The normalized tensor, and mean and variance by channel."""
    found = made(call, static_shape(x), value_dtype(x), options.get("name"), "FusedBatchNormV3")
    channels = Tensor(static_shape(scale), "float32", sources=found.sources)
    return (found, channels, channels)
