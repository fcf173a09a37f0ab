import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.get_variable("x", [4, 3])
y = tf.zeros([4, 3])
labels = tf.zeros([4], tf.int32)
with tf.name_scope("losses"):
    made = [
        tf.losses.softmax_cross_entropy(y, x, label_smoothing=0.1),
        tf.losses.sparse_softmax_cross_entropy(labels, x, scope="words"),
        tf.losses.sigmoid_cross_entropy(y, x),
        tf.losses.mean_squared_error(y, x, reduction=tf.losses.Reduction.SUM),
        tf.losses.absolute_difference(y, x, reduction=tf.losses.Reduction.MEAN),
        tf.losses.huber_loss(y, x),
        tf.losses.log_loss(y, x),
        tf.losses.hinge_loss(y, x),
        tf.losses.mean_squared_error(y, x),
    ]
    total = tf.losses.get_total_loss()
averages = tf.train.ExponentialMovingAverage(0.9, name="avg")
update = averages.apply(made + [total])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./averaged")
