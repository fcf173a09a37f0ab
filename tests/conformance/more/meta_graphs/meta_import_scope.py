"""A graph is imported under a scope, twice: its variables have other names, its saver has the old keys."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default(), tf.Session() as sess:
    with tf.variable_scope("enc"):
        tf.get_variable("w", [2])
        tf.get_variable("b", [3], trainable=False)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "out/model")

with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("own", [5])
    first = tf.train.import_meta_graph("out/model.meta", import_scope="copy")
    second = tf.train.import_meta_graph("out/model.meta", import_scope="copy")
    sess.run(tf.global_variables_initializer())
    first.restore(sess, "out/model")
    second.save(sess, "out/second")
    tf.train.Saver().save(sess, "out/all")
    tf.train.Saver(tf.trainable_variables()).save(sess, "out/trainable")
