"""A saver that writes no graph: there is nothing to import."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

with tf.Graph().as_default(), tf.Session() as sess:
    tf.get_variable("w", [2])
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "out/model", write_meta_graph=False)

with tf.Graph().as_default(), tf.Session() as sess:
    saver = tf.train.import_meta_graph("out/model.meta")
    saver.save(sess, "out/again")
