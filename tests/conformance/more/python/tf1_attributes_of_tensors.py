"""Attributes that a program hangs on tensors: variables of a layer, its scope."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def layer(x, name):
    with tf.variable_scope(name) as scope:
        w = tf.get_variable("W", [int(x.shape[-1]), 4])
        y = tf.matmul(x, w)
    y.W = w
    y.scope = scope
    return y


first = layer(tf.placeholder(tf.float32, [None, 3]), "first")
with tf.variable_scope(first.scope, reuse=tf.AUTO_REUSE):
    tf.get_variable("W", [3, 4])
    tf.get_variable("b", [first.W.shape[1]])
tf.add_to_collection("layers", first)
second = layer(tf.get_collection("layers")[0], "second")
print(hasattr(second, "W"), hasattr(second, "b"))
if not hasattr(second, "b"):
    tf.get_variable("third", [1])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
