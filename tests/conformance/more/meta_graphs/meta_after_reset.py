"""The default graph is reset, and imported again from what a saver of a part of it wrote."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

a = tf.get_variable("a", [2])
b = tf.get_variable("b", [3])
saver = tf.train.Saver([a, b])
c = tf.get_variable("c", [4])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
tf.reset_default_graph()
saver = tf.train.import_meta_graph("./model.meta")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.restore(sess, "./model")
    saver.save(sess, "./part")
    tf.train.Saver().save(sess, "./all")
