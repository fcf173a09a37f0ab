"""A name-based file in a Checkpoint is matched by names, an object-based file in a Saver by full names."""
import tensorflow as tf
import tensorflow.compat.v1 as tf1

a, b = tf.Variable([1.0], name="a"), tf.Variable([2.0], name="b")
names = tf1.train.Saver([a, b]).save(None, "cross/names")
tf.train.Checkpoint(first=a, other=tf.Variable([0.0], name="c")).read(names)
objects = tf.train.Checkpoint(x=a, y=b).write("cross/objects")
tf1.train.Saver([a]).restore(None, objects)
try:
    tf1.train.Saver([tf.Variable([0.0], name="c")]).restore(None, objects)
except tf.errors.NotFoundError:
    tf.train.Checkpoint(z=a).save("cross/after")
