"""Slots of TF1 optimizers in eager mode have the names that they have in a graph, each counted once for the process."""

import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.name_scope("net"):
    w = tf.Variable([1.0, 2.0], name="w")
adam = tf1.train.AdamOptimizer(0.1)
adam.minimize(lambda: tf.reduce_sum(w * w), var_list=[w])
tf1.train.Saver([w, *adam.variables()]).save(None, "./adam")

again = tf1.train.AdamOptimizer(0.1)
again.minimize(lambda: tf.reduce_sum(w * w), var_list=[w])
tf1.train.Saver([w, *again.variables()[2:]]).save(None, "./again")

with tf1.variable_scope("scope"):
    momentum = tf1.train.MomentumOptimizer(0.1, 0.9)
    momentum.minimize(lambda: tf.reduce_sum(w * w), var_list=[w])
tf1.train.Saver(momentum.variables()).save(None, "./momentum")
