"""A graph is exported without a saver: the import gives one of all variables."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default():
    with tf.variable_scope("enc"):
        tf.get_variable("w", [2])
        tf.get_variable("parts", [3], partitioner=tf.fixed_size_partitioner(2))
        tf.get_variable("local", [3], collections=[tf.GraphKeys.LOCAL_VARIABLES])
    tf.train.export_meta_graph("graph.meta")

with tf.Graph().as_default(), tf.Session() as sess:
    saver = tf.train.import_meta_graph("graph.meta")
    tf.get_variable("late", [2])
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    saver.save(sess, "out/model")
    tf.train.Saver(tf.local_variables()).save(sess, "out/local")
