"""A graph is imported with its loss, and trained with another optimizer."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default(), tf.Session() as sess:
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [2, 3])
        tf.get_variable("unused", [4])
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.matmul(tf.ones([1, 2]), w))
    tf.add_to_collection("loss", loss)
    tf.add_to_collection("rate", tf.Variable(0.1, trainable=False, name="rate"))
    saver = tf.train.Saver(max_to_keep=2)
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "out/model", global_step=7)

with tf.Graph().as_default(), tf.Session() as sess:
    saver = tf.train.import_meta_graph(tf.train.latest_checkpoint("out") + ".meta", clear_devices=True)
    saver.restore(sess, tf.train.latest_checkpoint("out"))
    loss = tf.get_collection("loss")[0]
    (rate,) = tf.get_collection("rate")
    tf.train.MomentumOptimizer(rate, 0.9).minimize(loss, global_step=tf.train.get_global_step())
    tf.get_variable("head", [3])
    tf.Variable(1.0, name="net/w")
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "out/tuned")
    saver.save(sess, "out/same")
