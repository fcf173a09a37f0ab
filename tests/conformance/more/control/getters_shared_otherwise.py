import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def attempt(name, make):
    with tf.Graph().as_default(), tf.Session() as sess:
        with tf.variable_scope("m"):
            tf.get_variable("w", [2, 3])
            tf.get_variable("n", initializer=tf.constant(1))
            tf.get_variable("f", initializer=1.5)
        with tf.variable_scope("m", reuse=True):
            try:
                make()
            except ValueError:
                tf.get_variable_scope()
                name += "_refused"
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, name)


attempt("./same", lambda: tf.get_variable("w", [2, 3]))
attempt("./shape", lambda: tf.get_variable("w", [2, 4]))
attempt("./rank", lambda: tf.get_variable("w", [6]))
attempt("./none", lambda: tf.get_variable("w"))
attempt("./dtype", lambda: tf.get_variable("w", [2, 3], tf.float64))
attempt("./initializer", lambda: tf.get_variable("w", initializer=tf.zeros([4])))
attempt("./int", lambda: tf.get_variable("n", initializer=tf.constant(1)))
attempt("./int_dtype", lambda: tf.get_variable("n", dtype=tf.int32))
attempt("./float", lambda: tf.get_variable("f", initializer=2.5))
