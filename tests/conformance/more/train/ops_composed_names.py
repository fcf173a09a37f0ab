import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.get_variable("x", [4, 3])
y = tf.ones([4, 3])
made = [
    tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x)),
    tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x),
    tf.global_norm([x]),
    tf.nn.zero_fraction(x),
    tf.clip_by_norm(x, 1.0, name="clipped"),
    tf.reduce_sum(x) / 2.0,
]
averages = tf.train.ExponentialMovingAverage(0.9, name="avg")
update = averages.apply(made)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./known")
