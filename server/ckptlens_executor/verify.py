"""Compares two checkpoints value by value, across the key worlds if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.checkpoint import Checkpoint, Tensor, batches, open_checkpoint, read_tensors
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.names import plan_to_tf1
from ckptlens_executor.values import difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens_executor.job import Job


class Side(NamedTuple):
    """One checkpoint under the names by which it is compared; `ignored` are keys that have no such name, and why."""

    prefix: str
    tensors: Mapping[str, Tensor]
    ignored: tuple[tuple[str, str], ...] = ()


def verify(a: str, b: str, key_map: Mapping[str, str] | None, job: Job) -> dict[str, Any]:
    """The report of a comparison. `key_map` gives the key in `b` for a key in `a`; keys that it does not name are the same in both.

    When one file is name-based and the other object-based, the latter is compared under the names that ``convert --to tf1`` gives.
    """
    left, right = sides(open_checkpoint(a), open_checkpoint(b), key_map)
    names = sorted(left.tensors.keys() | right.tensors.keys())
    differences = [d for name in names if (d := describe(name, left.tensors.get(name), right.tensors.get(name)))]
    unlike = {d["key"] for d in differences}
    common = [name for name in names if name not in unlike]
    job.expect(len(common))
    differences += _value_differences(left, right, common, job)
    job.finish("compared")
    ignored = [{"checkpoint": side.prefix, "key": key, "reason": reason} for side in (left, right) for key, reason in side.ignored]
    return {
        "a": a,
        "b": b,
        "equal": not differences,
        "compared": len(common),
        "total": len(names),
        "differences": sorted(differences, key=lambda d: d["key"]),
        "ignored": ignored,
    }


def sides(a: Checkpoint, b: Checkpoint, key_map: Mapping[str, str] | None) -> tuple[Side, Side]:
    """Both checkpoints under the names by which they are compared; see `verify`."""
    if key_map:
        left, right = _mapped(a, b, key_map), Side(b.prefix, b.tensors)
    elif (a.graph is None) == (b.graph is None):
        left, right = Side(a.prefix, a.tensors), Side(b.prefix, b.tensors)
    else:
        left, right = _by_name(a), _by_name(b)
    return _values_only(left), _values_only(right)


def _values_only(side: Side) -> Side:
    opaque = tuple((t.key, f"is no value but a {t.dtype} tensor") for t in side.tensors.values() if t.is_opaque)
    return side._replace(tensors={n: t for n, t in side.tensors.items() if not t.is_opaque}, ignored=(*side.ignored, *opaque))


def _mapped(a: Checkpoint, b: Checkpoint, key_map: Mapping[str, str]) -> Side:
    for key, other in key_map.items():
        if key not in a.tensors or other not in b.tensors:
            where, missing = (a.prefix, key) if key not in a.tensors else (b.prefix, other)
            raise BadInputError(f"the map names {missing!r}, which is not a key of {where}")
    renamed = {key_map.get(key, key): tensor for key, tensor in a.tensors.items()}
    if len(renamed) < len(a.tensors):
        raise BadInputError(f"the map gives two keys of {a.prefix} the same counterpart")
    return Side(a.prefix, renamed)


def _by_name(checkpoint: Checkpoint) -> Side:
    if checkpoint.graph is None:
        return Side(checkpoint.prefix, checkpoint.tensors)
    plan = plan_to_tf1(checkpoint.graph, checkpoint.tensors)
    named = {m.target: checkpoint.tensors[m.source] for m in plan.moves}
    return Side(checkpoint.prefix, named, tuple(plan.left_out))


def describe(name: str, a: Tensor | None, b: Tensor | None) -> dict[str, str] | None:
    """How two tensors differ before their values are looked at."""
    if a is None or b is None:
        return {"key": name, "kind": "only in b" if a is None else "only in a", "detail": ""}
    if a.dtype != b.dtype:
        return {"key": name, "kind": "dtype", "detail": f"{a.dtype} against {b.dtype}"}
    if a.shape != b.shape:
        return {"key": name, "kind": "shape", "detail": f"{list(a.shape)} against {list(b.shape)}"}
    return None


def _value_differences(left: Side, right: Side, names: list[str], job: Job) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    by_key = {left.tensors[name].key: name for name in names}
    for group in batches([left.tensors[name] for name in names]):
        job.check()
        others = [right.tensors[by_key[t.key]] for t in group]
        for tensor, a, b in zip(group, read_tensors(left.prefix, group), read_tensors(right.prefix, others)):  # noqa: B905 - as in writing
            job.step(f"compared {by_key[tensor.key]}")
            if detail := difference(a.numpy(), b.numpy()):
                found.append({"key": by_key[tensor.key], "kind": "value", "detail": detail})
    return found
