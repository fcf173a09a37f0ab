"""Programs for a Python with TensorFlow, which know nothing of ckptlens.

Each line of input is a JSON list, a function's name and its arguments. A line of output that begins with "ANSWER" holds the result as JSON.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

tf1 = tf.compat.v1

ODD = ["v1.0/a", "x.Sy", "a..b/.S", ".dot", "with space", "größe", "w/.S.", "..S", "deep/er/est", "save_counter"]
DTYPES = [
    "float16",
    "float32",
    "float64",
    "bfloat16",
    "bool",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "complex64",
    "string",
]


def save_named(prefix, values):
    """A name-based file with these eager values."""
    tf1.train.Saver({name: tf.Variable(value) for name, value in values.items()}).save(None, prefix, write_meta_graph=False)


def odd_names(folder):
    save_named(f"{folder}/odd_names", {name: [float(i), -0.0, float("nan")] for i, name in enumerate(ODD)})


def dtypes(folder):
    texts = tf.constant([b"", b"\xff\0", "ü".encode()])
    numbers = tf.constant([0.0, 1.0, 3.0])
    values = {name: texts if name == "string" else tf.cast(numbers, name) for name in DTYPES}
    save_named(f"{folder}/dtypes", {**values, "scalar": tf.constant(7, tf.int64), "empty": tf.zeros([0, 3])})


def graph_training(folder):
    """A TensorFlow 1 program with Adam, a partitioned table and an unnamed variable."""
    with tf.Graph().as_default(), tf1.Session() as session:
        kernel = tf1.get_variable("dense/kernel", [2, 2], initializer=tf1.ones_initializer())
        bias = tf.Variable([1.0, 2.0])
        with tf1.variable_scope("emb", partitioner=tf1.fixed_size_partitioner(3)):
            table = tf1.get_variable("table", [7, 2], initializer=tf1.random_normal_initializer())
        loss = tf.reduce_sum(kernel) * tf.reduce_sum(bias) + tf.reduce_sum(tf.convert_to_tensor(table))
        train = tf1.train.AdamOptimizer(0.1).minimize(loss, global_step=tf1.train.get_or_create_global_step())
        session.run(tf1.global_variables_initializer())
        session.run(train)
        tf1.train.Saver().save(session, f"{folder}/graph_training", write_meta_graph=False)
        tf1.train.Saver(write_version=tf1.train.SaverDef.V1).save(session, f"{folder}/v1_format.ckpt", write_meta_graph=False)


def tracked_adam(folder):
    """A TensorFlow 2 program whose variables were never named, with a TensorFlow 1 Adam and an iterator."""
    net = tf.Module()
    net.w, net.layers = tf.Variable([1.0, 2.0]), [tf.Variable([3.0]), tf.Variable([4.0])]
    optimizer = tf1.train.AdamOptimizer(0.1)
    variables = [net.w, *net.layers]
    optimizer.minimize(lambda: sum(tf.reduce_sum(v * v) for v in variables), var_list=variables)
    iterator = iter(tf.data.Dataset.range(3))
    tf.train.Checkpoint(net=net, optimizer=optimizer, iterator=iterator).save(f"{folder}/tracked_adam")


def keras_model(folder):
    model = tf.keras.Sequential([tf.keras.layers.Dense(2), tf.keras.layers.BatchNormalization()])
    model.build([None, 3])
    tf.train.Checkpoint(model=model).save(f"{folder}/keras_model")


def many(folder):
    """Enough keys that a conversion can be cancelled on its way."""
    names = [f"w{i}" for i in range(20_000)]
    values = [tf.constant(1.0)] * len(names)
    tf.raw_ops.SaveV2(prefix=f"{folder}/many", tensor_names=names, shape_and_slices=[""] * len(names), tensors=values)


def large(folder):
    """More than one batch: a tensor of 130 MiB is one of its own."""
    sizes = {"a": 1, "b": 130, "c": 1}
    values = {name: tf.random.normal([mib, 1024, 256]) for name, mib in sizes.items()}
    save_named(f"{folder}/large", {**values, "z": tf.constant(1)})


def nearly_equal(folder):
    save_named(f"{folder}/zeros", {"a": tf.constant([0.0, 1.0]), "n": tf.constant([float("nan")]), "s": tf.constant(["x"])})
    save_named(f"{folder}/minus", {"a": tf.constant([-0.0, 1.0]), "n": tf.constant([float("nan")]), "s": tf.constant(["y"])})
    save_named(f"{folder}/shapes", {"a": tf.constant([[0.0, 1.0]]), "n": tf.constant([1], tf.int32), "t": tf.constant(["x"])})


def adam_graph(path, restored=None):
    """One step of a TensorFlow 1 program with Adam, after a restore if there is something to restore; the values afterwards."""
    with tf.Graph().as_default(), tf1.Session() as session:
        w = tf1.get_variable("net.1/w", [2], initializer=tf1.ones_initializer())
        train = tf1.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w * w))
        saver = tf1.train.Saver()
        if restored:
            saver.restore(session, restored)
        else:
            session.run(tf1.global_variables_initializer())
        session.run(train)
        saver.save(session, path, write_meta_graph=False)
        return bits(session.run(w))


def adam_objects(restored, save=None):
    """The same step in TensorFlow 2."""
    w, optimizer = tf.Variable([9.0, 9.0]), tf1.train.AdamOptimizer(0.1)
    checkpoint = tf.train.Checkpoint(vars={"net.1/w": w}, optimizer=optimizer)
    status = checkpoint.restore(restored)
    optimizer.minimize(lambda: tf.reduce_sum(w * w * w), var_list=[w])
    status.assert_consumed()
    if save:
        checkpoint.write(save)
    return bits(w.numpy())


def adam_trained(folder):
    adam_graph(f"{folder}/adam_trained")


RECIPES = [adam_trained, odd_names, dtypes, graph_training, tracked_adam, keras_model, many, large, nearly_equal]


def make(folder):
    """Write all checkpoints."""
    for recipe in RECIPES:
        recipe(folder)
    return len(RECIPES)


def dump(prefix):
    """Every value of a checkpoint, as text that tells all bits."""
    reader = tf.train.load_checkpoint(prefix)
    dtypes = reader.get_variable_to_dtype_map()
    keys = [k for k in sorted(dtypes) if k != "_CHECKPOINTABLE_OBJECT_GRAPH" and dtypes[k] != tf.variant]
    return {key: bits(reader.get_tensor(key)) for key in keys}


def bits(value):
    if isinstance(value, bytes):
        return ["bytes", [], value.hex()]
    content = [item.hex() for item in value.reshape(-1).tolist()] if value.dtype == object else value.tobytes().hex()
    return [str(value.dtype), list(value.shape), content]


def restore_objects(prefix, root):
    """Restore a converted file as the migration guide tells; the values by name."""
    keys = [k for k in dump(prefix) if k.startswith(f"{root}/")]
    reader = tf.train.load_checkpoint(prefix)
    names = {k: k.split("/")[1].replace("..", "\0").replace(".S", "/").replace("\0", ".") for k in keys}
    variables = {names[k]: tf.Variable(tf.zeros_like(reader.get_tensor(k))) for k in keys}
    tf.train.Checkpoint(**{root: variables}).restore(prefix).assert_consumed()
    return {name: bits(v.numpy()) for name, v in variables.items()}


def restore_by_name(prefix, name, *shape):
    """Restore one variable of a file with a Saver, by its name alone."""
    with tf.Graph().as_default(), tf1.Session() as session:
        variable = tf1.get_variable(name, shape)
        tf1.train.Saver().restore(session, prefix)
        return bits(session.run(variable))


def saved(prefix, values):
    """Write float32 values by name; the content of the file."""
    save_named(prefix, {name: tf.constant(value, tf.float32) for name, value in values.items()})
    return dump(prefix)


def version():
    return tf.__version__


if __name__ == "__main__":
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print("ANSWER", json.dumps(globals()[name](*arguments)), flush=True)
