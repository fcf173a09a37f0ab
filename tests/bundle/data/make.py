"""Writes the checkpoints of this folder again: ``<python with TensorFlow 2.15> tests/bundle/data/make.py``.

Beside each checkpoint goes ``<name>.json``: dtype and shape of every key, as TensorFlow's own reader tells them.
"""

import json
import shutil
from pathlib import Path

import tensorflow as tf

tf1 = tf.compat.v1
HERE = Path(__file__).parent


def record(prefix: Path) -> None:
    reader = tf.train.load_checkpoint(str(prefix))
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    facts = {key: [dtypes[key].name, shapes[key]] for key in sorted(shapes)}
    prefix.with_suffix(".json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def named() -> None:
    with tf.Graph().as_default(), tf1.Session() as session:
        values = {
            "dense/kernel": tf.reshape(tf.range(6.0), [2, 3]),
            "layer.1/x.Sy": tf.constant([1, 2], tf.int64),
            "a name": tf.constant([True, False]),
            "größe": tf.constant(1.5, tf.bfloat16),
            "vocabulary": tf.constant(["a", "bc", ""]),
            "empty": tf.zeros([0, 4]),
        }
        variables = {name: tf1.Variable(value, name=f"v{i}") for i, (name, value) in enumerate(values.items())}
        with tf1.variable_scope("emb", partitioner=tf1.fixed_size_partitioner(2)):
            table = tf1.get_variable("table", [5, 2], initializer=tf1.ones_initializer())
        session.run(tf1.global_variables_initializer())
        tf1.train.Saver({**variables, "emb/table": table}).save(session, str(HERE / "named"), write_meta_graph=False, write_state=False)


def tracked() -> None:
    optimizer = tf1.train.AdamOptimizer(0.1)
    weights = tf.Variable([1.0, 2.0], name="net/w")
    optimizer.minimize(lambda: tf.reduce_sum(weights * weights), var_list=[weights])
    tf.train.Checkpoint(net={"a/b.c": weights}, optimizer=optimizer).write(str(HERE / "tracked"))


def sharded() -> None:
    parts = [str(HERE / f"part{i}") for i in range(2)]
    for number, part in enumerate(parts):
        tf.raw_ops.SaveV2(prefix=part, tensor_names=[f"w{number}"], shape_and_slices=[""], tensors=[tf.fill([2], float(number))])
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=parts, destination_prefix=str(HERE / "sharded"), delete_old_dirs=False)


if __name__ == "__main__":
    for old in [*HERE.glob("*.index"), *HERE.glob("*.data-*"), *HERE.glob("*.json")]:
        old.unlink()
    for make in (named, tracked, sharded):
        make()
        record(HERE / make.__name__)
    shutil.rmtree(HERE / "__pycache__", ignore_errors=True)
