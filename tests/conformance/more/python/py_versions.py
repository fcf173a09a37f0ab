"""Code chosen by the version of TensorFlow, compared as text, as numbers and by packaging and distutils."""
import tensorflow as tf

parts = [int(n) for n in tf.__version__.split(".")[:2]]
variables = {"start": tf.Variable(0.0)}
if tf.__version__.startswith("2."):
    variables["two"] = tf.Variable(1.0)
if tf.version.VERSION >= "2.16":
    variables["text"] = tf.Variable(1.0)
if parts < [2, 16]:
    variables["numbers"] = tf.Variable(1.0)
if int(tf.__version__.split(".")[1]) > 15 and hasattr(tf.keras, "__version__"):
    variables["keras" + tf.keras.__version__[0]] = tf.Variable(1.0)
major, minor, *_ = tf.compat.v1.__version__.split(".")
variables["v{}_{}".format(major, minor)] = tf.Variable(1.0)
items = iter([("a", 1), ("b", 2), ("c", 3)])
name, width = next(items)
for (first, _), (second, size) in zip(items, items):
    variables[name + first + second] = tf.Variable([0.0] * size)
assert next(items, None) is None
tf.train.Checkpoint(**variables).write("./versions")
