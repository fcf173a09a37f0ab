"""A name that ends in a slash is taken as it is, in eager mode as in a graph."""

import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.name_scope("outer"):
    a = tf.Variable(1.0, name="a/")
    b = tf.Variable(1.0, name="b")
    with tf.name_scope("inner/"):
        c = tf.Variable(1.0, name="c")
tf1.train.Saver([a, b, c]).save(None, "./eager")

with tf.Graph().as_default(), tf1.Session() as sess:
    with tf.name_scope("outer"):
        tf1.Variable(1.0, name="a/")
        tf1.Variable(1.0, name="b")
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "./graph")
