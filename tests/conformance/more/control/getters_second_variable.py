import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def with_direction(getter, name, *args, **kwargs):
    made = getter(name, *args, **kwargs)
    if not name.endswith("kernel"):
        return made
    with tf.variable_scope("power_iteration", reuse=tf.AUTO_REUSE):
        u = getter(name + "/u", shape=[1, made.shape.as_list()[-1]], trainable=False)
    return made / tf.norm(u)


def score(x, reuse=None):
    with tf.variable_scope("critic", reuse=reuse, custom_getter=with_direction):
        return tf.layers.dense(tf.layers.dense(x, 4), 1, name="score")


loss = tf.reduce_mean(score(tf.ones([2, 3])) - score(tf.zeros([2, 3]), reuse=True))
average = tf.train.ExponentialMovingAverage(0.9)
with tf.control_dependencies([tf.train.GradientDescentOptimizer(0.1).minimize(loss)]):
    train = average.apply(tf.trainable_variables("critic/score"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./all")
    tf.train.Saver(tf.moving_average_variables()).save(sess, "./averaged")
