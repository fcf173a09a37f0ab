"""Without a graph a template keeps its variables, and makes them once."""
import tensorflow as tf

tf1 = tf.compat.v1


def net(inputs):
    w = tf1.get_variable("w", [3, 3])
    with tf1.variable_scope("inner"):
        b = tf1.get_variable("b", [3], trainable=False)
    return tf.matmul(inputs, w) + b


with tf1.variable_scope("outer"):
    first = tf1.make_template("net", net)
second = tf1.make_template("net", net)
x = tf.ones([2, 3])
print(first(second(first(x))).shape, len(first.variables), len(second.trainable_variables))
saver = tf1.train.Saver({v.name[:-2]: v for v in first.variables + second.variables})
saver.save(None, "./model.ckpt")
