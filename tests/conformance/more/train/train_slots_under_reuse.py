"""Slots follow the reuse of the scope around minimize: AUTO_REUSE shares those of a scope that is opened anew."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 3])
for turn in range(2):
    with tf.variable_scope("agent", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [3, 2])
        loss = tf.reduce_mean(tf.matmul(x, w))
        train = tf.train.AdamOptimizer(0.1, name="Opt").minimize(loss)
with tf.variable_scope("other", reuse=tf.AUTO_REUSE):
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "reuse/m")
try:
    with tf.variable_scope("again"):
        tf.get_variable_scope().reuse_variables()
        tf.train.AdagradOptimizer(0.1).minimize(loss)
except ValueError as error:
    print("ValueError")
