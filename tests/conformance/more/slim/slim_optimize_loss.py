"""optimize_loss: its scope, the learning rate's variable, optimizers by name, class, object and function."""
import tensorflow as tf
from tensorflow.contrib import layers

x = tf.placeholder(tf.float32, [None, 3])
loss = tf.reduce_mean(layers.linear(x, 1))
step = tf.train.get_or_create_global_step()
layers.optimize_loss(loss, step, 0.1, "Momentum", clip_gradients=5.0)
layers.optimize_loss(loss, step, 0.1, "Adam", learning_rate_decay_fn=lambda lr, s: tf.train.exponential_decay(lr, s, 10, 0.9))
with tf.variable_scope("second"):
    layers.optimize_loss(loss, None, tf.constant(0.1), tf.train.RMSPropOptimizer, name="opt")
    layers.optimize_loss(loss, step, None, tf.train.AdagradOptimizer(0.1), increment_global_step=False)
layers.optimize_loss(loss, step, 0.01, lambda rate: tf.train.FtrlOptimizer(rate), name="made", summaries=[])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
