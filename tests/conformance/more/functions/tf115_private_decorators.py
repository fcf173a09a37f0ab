"""Functions and decorators of private modules: Defun, tf_contextlib, tf_decorator, deprecation, tf_inspect."""
import tensorflow as tf
from tensorflow.python.framework import function
from tensorflow.python.util import tf_contextlib, tf_decorator, tf_inspect
from tensorflow.python.util import deprecation
from tensorflow.python import tf2
@function.Defun(tf.float32, shape_func=lambda op: [op.inputs[0].get_shape()])
def same(x):
    return x * 2.0
@tf_contextlib.contextmanager
def scope(n):
    with tf.variable_scope(n):
        yield
def deco(f):
    def inner(*a):
        return f(*a)
    return tf_decorator.make_decorator(f, inner)
@deco
@deprecation.deprecated("2018-01-01", "x")
def layer(x):
    return tf.layers.dense(x, 3)
x = tf.placeholder(tf.float32, [2, 5])
with scope("a"):
    y = layer(same(x))
if tf2.enabled():
    tf.get_variable("two", [1])

saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
