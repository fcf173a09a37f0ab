"""Variables made in a loop over the keys of a file that the program wrote."""
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    with tf1.variable_scope("old"):
        tf1.get_variable("w", [2, 3])
        tf1.get_variable("b", [3])
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "reader/model.ckpt", global_step=7)

with tf.Graph().as_default(), tf1.Session() as sess:
    for name, shape in tf.train.list_variables("reader"):
        tf1.get_variable(name.replace("old/", "new/"), shape)
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "renamed/model.ckpt")
