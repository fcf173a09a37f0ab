"""A dynamic loss scale makes two variables and moves the optimizer's own ones into a cond; a fixed one makes none."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [2])
loss = tf.reduce_sum(tf.square(w))
dynamic = tf.train.experimental.enable_mixed_precision_graph_rewrite(tf.train.AdamOptimizer(0.1))
dynamic.minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "scaled/m")

with tf.Graph().as_default(), tf.variable_scope("net"):
    v = tf.get_variable("v", [2])
    fixed = tf.train.experimental.MixedPrecisionLossScaleOptimizer(tf.train.AdamOptimizer(0.1), 128.0)
    pairs = fixed.compute_gradients(tf.reduce_sum(tf.square(v)))
    fixed.apply_gradients(pairs, global_step=tf.train.get_or_create_global_step())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, "fixed/m")
