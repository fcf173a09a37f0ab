"""Moving averages of tensors: debiased by two more variables, under the name of the op, twice inside a scope."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

w = tf.get_variable("w", [3])
with tf.name_scope("losses"):
    loss = tf.reduce_sum(w * 2.0, name="total")
    other = tf.add(loss, 1.0)
ema = tf.train.ExponentialMovingAverage(0.9, zero_debias=True, name="avg")
ema.apply([loss, w])
with tf.variable_scope("train"):
    second = tf.train.ExponentialMovingAverage(0.9, zero_debias=True)
    second.apply([other])
    print(second.average(other).name)
with tf.name_scope("named"):
    print(second.average_name(w))
    tf.train.ExponentialMovingAverage(0.5).apply()
print(sorted(second.variables_to_restore()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "ema/m")
