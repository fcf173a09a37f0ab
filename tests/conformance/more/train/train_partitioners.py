"""Partitioners of the three kinds and of the program: one key each, slots of the parts inside a scope, reuse, scalars."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def halves(shape, dtype):
    return [2] + [1] * (len(shape) - 1)


with tf.variable_scope("emb", partitioner=tf.fixed_size_partitioner(3)):
    table = tf.get_variable("table", [7, 2])
    scalar = tf.get_variable("scalar", [])
    own = tf.get_variable("own", [4, 2], partitioner=halves)
with tf.variable_scope("emb", reuse=True, partitioner=tf.fixed_size_partitioner(3)):
    same = tf.get_variable("table", [7, 2])
axis = tf.get_variable("axis", [8, 16], partitioner=tf.variable_axis_size_partitioner(64, axis=1))
least = tf.get_variable("least", [100, 2], partitioner=tf.min_max_variable_partitioner(4, min_slice_size=256))
print([v.name for v in list(table)], [v.name for v in axis], len(list(least)), table.name)
loss = tf.reduce_sum(tf.nn.embedding_lookup(table, [1])) + tf.reduce_sum(axis) + tf.reduce_sum(least) + tf.reduce_sum(own)
with tf.variable_scope("opt"):
    tf.train.AdagradOptimizer(0.1).minimize(loss, var_list=list(table) + list(own))
tf.train.AdamOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "parts/m")
    tf.train.Saver({"t": table, "a": axis}).save(sess, "parts/named")
