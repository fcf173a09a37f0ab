"""A graph is imported into one that has variables of the same names."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("w", [2])
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "out/model")
    saver = tf.train.import_meta_graph("out/model.meta")
    tf.train.Saver().save(sess, "out/all")
