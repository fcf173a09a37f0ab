"""Proves that a written checkpoint holds the source's values, and that TensorFlow restores it with the API that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.checkpoint import Pair, batches, open_checkpoint, read_tensors
from ckptlens_executor.errors import NotProvenError
from ckptlens_executor.plan import VALUE_SUFFIX, escape, object_path
from ckptlens_executor.runtime import tensorflow
from ckptlens_executor.values import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ckptlens_executor.job import Job


GRAPH_VARIABLES = 1_000
"""Variables in one graph: building a graph takes longer per variable the more it holds."""


class Proof(NamedTuple):
    """`restored` of `total` variables came back with the source's bits through `api`."""

    restored: int
    total: int
    api: str


def check_values(source: str, target: str, pairs: Sequence[Pair], job: Job) -> None:
    """Raise NotProvenError unless every value that is stored in `target` equals the one in `source`, bit for bit."""
    _compare(source, pairs, job, "read back", lambda group: [v.numpy() for v in read_tensors(target, [p.target for p in group])])


def prove(source: str, target: str, proofs: Sequence[Mapping[str, Any]], job: Job) -> list[Proof]:
    """Restore `target` with every API that it is for: ``checkpoint`` under a root, or ``saver``. Their `values` are (key, name, shape)."""
    tensors = open_checkpoint(source).tensors
    job.expect(sum(len(wanted["values"]) for wanted in proofs))
    done: list[Proof] = []
    for wanted in proofs:
        found = [(tensors[key], name, shape) for key, name, shape in wanted["values"]]
        pairs = [Pair(t, t._replace(key=name, shape=t.shape if shape is None else tuple(shape))) for t, name, shape in found]
        if wanted["api"] == "saver":
            done.append(prove_saver(source, target, pairs, "", job))
        else:
            root = str(wanted["root"])
            keyed = [p._replace(target=p.target._replace(key=f"{root}/{escape(p.target.key)}{VALUE_SUFFIX}")) for p in pairs]
            done.append(prove_checkpoint(source, target, keyed, root, job, consumed=bool(wanted["whole"])))
    job.finish("restored")
    return done


def prove_checkpoint(source: str, target: str, pairs: Sequence[Pair], root: str, job: Job, *, consumed: bool = True) -> Proof:
    """Restore `target` with ``tf.train.Checkpoint(<root>={name: variable})``.

    A checkpoint of one batch goes through ``assert_consumed``; of a larger one, whose variables would not fit into bounded memory
    together, or one that also holds an optimizer, goes through ``assert_existing_objects_matched`` batch by batch.
    """
    whole = consumed and len(list(batches([p.source for p in pairs]))) <= 1
    _compare(source, pairs, job, "restored", lambda group: _restore_objects(target, group, root, whole))
    check = "assert_consumed()" if whole else "assert_existing_objects_matched()" + (", in batches" if consumed else "")
    return Proof(len(pairs), len(pairs), f"tf.train.Checkpoint({root}={{name: variable}}).restore(...).{check}")


def prove_saver(source: str, target: str, pairs: Sequence[Pair], root: str, job: Job) -> Proof:
    """Restore `target` with ``tf.compat.v1.train.Saver({name: variable})`` in a graph."""
    del root  # names stand alone
    _compare(source, pairs, job, "restored", lambda group: _restore_by_name(target, group), count=GRAPH_VARIABLES)
    return Proof(len(pairs), len(pairs), "tf.compat.v1.train.Saver({name: variable}).restore(session, ...)")


def _compare(
    source: str, pairs: Sequence[Pair], job: Job, verb: str, read: Callable[[list[Pair]], Iterable[Any]], *, count: int | None = None
) -> None:
    by_key = {p.source.key: p for p in pairs}
    for group in batches([p.source for p in pairs], count=count):
        job.check()
        expected = read_tensors(source, group)
        for tensor, value, found in zip(group, expected, read([by_key[t.key] for t in group])):  # noqa: B905 - as in writing
            wanted = by_key[tensor.key].target
            problem = difference(value.numpy().reshape(wanted.shape), found)
            if problem:
                raise NotProvenError(f"{wanted.key} was not {verb} as it was written ({problem}); nothing was kept")
            job.step(f"{verb} {wanted.key}")


def _restore_objects(target: str, group: Sequence[Pair], root: str, whole: bool) -> list[Any]:
    tf = tensorflow()
    variables = {object_path(p.target.key)[-1]: tf.Variable(tf.zeros(p.target.shape, p.target.dtype)) for p in group}
    try:
        status = tf.train.Checkpoint(**{root: variables}).restore(target)
        if whole:
            status.assert_consumed()
        else:
            status.assert_existing_objects_matched().expect_partial()
    except (AssertionError, ValueError, tf.errors.OpError) as error:
        raise NotProvenError(f"tf.train.Checkpoint does not restore the result; nothing was kept: {error}") from error
    return [v.numpy() for v in variables.values()]


def _restore_by_name(target: str, group: Sequence[Pair]) -> list[Any]:
    tf = tensorflow()
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session(config=v1.ConfigProto(device_count={"GPU": 0})) as session:
        # The op behind every TensorFlow 1 variable, without the initializer and the read that tf.Variable would add.
        variables = {p.target.key: tf.raw_ops.VariableV2(shape=p.target.shape, dtype=p.target.dtype) for p in group}
        try:
            v1.train.Saver(variables).restore(session, target)
        except (ValueError, tf.errors.OpError) as error:
            raise NotProvenError(f"tf.compat.v1.train.Saver does not restore the result; nothing was kept: {error}") from error
        return session.run(list(variables.values()))
