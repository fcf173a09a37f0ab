"""Values of a checkpoint transposed, reshaped, cast, split and joined: one at a time, written as they are to be stored, and checked.

TensorFlow's operations compute a value; NumPy's, on what was written and read again, check it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckptlens_executor.checkpoint import Tensor, open_checkpoint, read_tensors
from ckptlens_executor.errors import BadInputError, NotProvenError
from ckptlens_executor.runtime import tensorflow
from ckptlens_executor.values import difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from ckptlens_executor.job import Job

CHUNK = 16 * 1024 * 1024


def write_computed(source: str, path: str, recipes: Sequence[Mapping[str, Any]], job: Job) -> list[int]:
    """Write each recipe's value to the new file `path`, one after the other; how many bytes each takes."""
    tensors = open_checkpoint(source).tensors
    job.expect(2 * len(recipes))
    sizes: list[int] = []
    with open(path, "xb") as file:
        for recipe in recipes:
            job.step(f"computing {recipe['name']}")
            sizes.append(_write(file, computed_value(source, tensors, recipe).numpy(), job))
    return sizes


def check_computed(source: str, target: str, recipes: Sequence[Mapping[str, Any]], job: Job) -> None:
    """Raise NotProvenError unless `target` holds each recipe's value under its `key`."""
    sources, targets = open_checkpoint(source).tensors, open_checkpoint(target).tensors
    job.expect(len(recipes))
    for recipe in recipes:
        job.step(f"comparing {recipe['name']}")
        check_found(source, sources, recipe, read_tensors(target, [targets[recipe["key"]]])[0].numpy())


def check_found(source: str, sources: Mapping[str, Tensor], recipe: Mapping[str, Any], found: Any) -> None:  # noqa: ANN401
    """Raise NotProvenError unless the array `found` is what the recipe makes of the source."""
    at = 0
    for part in recipe["parts"]:
        value = read_tensors(source, [sources[part["key"]]])[0].numpy()
        at += _check_part(recipe, part, value, found, at)


def computed_value(source: str, tensors: Mapping[str, Tensor], recipe: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What a recipe makes of the source, as an eager tensor."""
    tf = tensorflow()
    parts = [_part(source, tensors, part) for part in recipe["parts"]]
    if recipe["axis"] is None:
        return parts[0]
    value = tf.concat(parts, recipe["axis"]) if len(parts) > 1 else parts[0]
    begin = [recipe["start"] if i == recipe["axis"] else 0 for i in range(len(recipe["shape"]))]
    return tf.slice(value, begin, recipe["shape"])


def _part(source: str, tensors: Mapping[str, Tensor], part: Mapping[str, Any]) -> Any:  # noqa: ANN401
    tf = tensorflow()
    stored = tensors.get(part["key"])
    if stored is None:
        raise BadInputError(f"{source} has no key {part['key']!r}")
    value = read_tensors(source, [stored])[0]
    value = tf.reshape(value if part["axes"] is None else tf.transpose(value, part["axes"]), part["shape"])
    if stored.dtype == part["dtype"]:
        return value
    cast = tf.cast(value, part["dtype"])
    _check_cast(stored, value, cast)
    return cast


def _check_cast(stored: Tensor, value: Any, cast: Any) -> None:  # noqa: ANN401
    """Raise BadInputError where a cast does more than round: numbers too large for the type, and whole numbers that change."""
    tf = tensorflow()
    if value.dtype.is_floating:
        fits = tf.reduce_all(tf.math.is_finite(cast) | ~tf.math.is_finite(value))
    else:
        fits = tf.reduce_all(tf.cast(cast, value.dtype) == value)
    if not bool(fits):
        raise BadInputError(f"{stored.key} holds numbers that {cast.dtype.name} cannot hold; leave it out of the rule that casts it")


def _write(file: BinaryIO, value: Any, job: Job) -> int:  # noqa: ANN401
    """Write the bytes of an array in its order; how many."""
    flat = value.reshape(-1).view("u1")
    for at in range(0, flat.nbytes, CHUNK):
        job.check()
        file.write(flat[at : at + CHUNK])
    return int(flat.nbytes)


def _check_part(recipe: Mapping[str, Any], part: Mapping[str, Any], value: Any, found: Any, at: int) -> int:  # noqa: ANN401
    """Compare what a part contributes to the value that was found, from `at` on along the axis; how much of the axis that is."""
    expected = (value if part["axes"] is None else value.transpose(part["axes"])).reshape(part["shape"])
    if expected.dtype.name != part["dtype"]:
        expected = _without_nan_bits(expected.astype(tensorflow().as_dtype(part["dtype"]).as_numpy_dtype))
        found = _without_nan_bits(found)
    axis, size = recipe["axis"], 0
    if axis is not None:
        start, length = recipe["start"], recipe["shape"][axis]
        expected = _along(expected, axis, start, start + length) if len(recipe["parts"]) == 1 else expected
        size = expected.shape[axis]
        found = _along(found, axis, at, at + size) if len(recipe["parts"]) > 1 else found
    problem = difference(expected, found)
    if problem:
        raise NotProvenError(f"{recipe['name']} was not written as computed from {part['key']} ({problem}); nothing was kept")
    return size


def _along(value: Any, axis: int, start: int, end: int) -> Any:  # noqa: ANN401
    return value[(slice(None),) * axis + (slice(start, end),)]


def _without_nan_bits(value: Any) -> Any:  # noqa: ANN401
    """The array with one bit pattern for all NaNs: casts do not agree on which they make."""
    # The only values that differ from themselves.
    nans = value != value  # noqa: PLR0124
    if not nans.any():
        return value
    copy = value.reshape(-1).copy()
    copy[nans.reshape(-1)] = float("nan")
    return copy.reshape(value.shape)
