"""Without a graph there is nothing to import into."""

import tensorflow as tf

with tf.Graph().as_default(), tf.compat.v1.Session() as sess:
    tf.compat.v1.get_variable("w", [2])
    sess.run(tf.compat.v1.global_variables_initializer())
    tf.compat.v1.train.Saver().save(sess, "out/model")

saver = tf.compat.v1.train.import_meta_graph("out/model.meta")
