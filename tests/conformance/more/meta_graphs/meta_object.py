"""A graph is passed on as a MetaGraphDef."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default():
    tf.get_variable("w", [2])
    definition = tf.train.export_meta_graph()
with tf.Graph().as_default(), tf.Session() as sess:
    saver = tf.train.import_meta_graph(definition)
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "out/model")
