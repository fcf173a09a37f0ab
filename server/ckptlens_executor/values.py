"""Are two values the same, bit for bit?"""

from __future__ import annotations

from typing import Any


def difference(a: Any, b: Any) -> str | None:  # noqa: ANN401 - arrays of whatever NumPy TensorFlow brings
    """How two arrays differ, or None. NaNs are equal when their bits are, and 0.0 differs from -0.0."""
    if a.dtype != b.dtype:
        return f"dtype {a.dtype.name} against {b.dtype.name}"
    if a.shape != b.shape:
        return f"shape {list(a.shape)} against {list(b.shape)}"
    flat_a, flat_b = a.reshape(-1), b.reshape(-1)
    differs = flat_a != flat_b if a.dtype.hasobject else _differing_items(flat_a, flat_b)
    count = int(differs.sum())
    if not count:
        return None
    first = int(differs.argmax())
    return (
        f"{count} of {a.size} elements differ, the first at position {first}: {flat_a[first]!s} against {flat_b[first]!s}{_largest(a, b)}"
    )


def _differing_items(a: Any, b: Any) -> Any:  # noqa: ANN401
    """Which items differ, compared as unsigned integers of their size: as floats, NaNs would differ and zeros would not."""
    width = a.dtype.itemsize
    words = width // 8 if width > 8 else 1
    kind = f"u{width // words}"
    differs = a.view(kind) != b.view(kind)
    return differs if words == 1 else differs.reshape(-1, words).any(axis=1)


def _largest(a: Any, b: Any) -> str:  # noqa: ANN401
    if a.dtype.kind not in "fiu":
        return ""
    distance = abs(a.astype("f8") - b.astype("f8"))
    return f"; largest distance {float(distance.max(initial=0.0, where=distance < float('inf'))):.3g}"
