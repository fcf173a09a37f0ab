"""Which variables of normalizations and of gradient penalties get slots, when an optimizer is given all of them."""
import tensorflow as tf
import tensorflow.contrib.layers as tcl

x = tf.placeholder(tf.float32, [None, 4, 4, 6], name="x")


def contrib(inputs, **options):
    with tf.variable_scope("contrib", reuse=tf.AUTO_REUSE):
        flat = tcl.fully_connected(tcl.flatten(inputs), 3, activation_fn=tf.identity, scope="a")
        return tcl.fully_connected(tcl.batch_norm(flat, scope="b", **options), 1, activation_fn=None, scope="c")


def core(inputs, **options):
    with tf.variable_scope("core", reuse=tf.AUTO_REUSE):
        return tf.layers.batch_normalization(tf.layers.dense(inputs, 3, name="e"), name="f", **options)


y = contrib(x)
core(tcl.flatten(x))
ddx = tf.sqrt(tf.reduce_sum(tf.square(tf.gradients(y, x)[0]), axis=1))
losses = {
    "trained": y,
    "frozen": contrib(x, is_training=False),
    "maybe": contrib(x, is_training=tf.placeholder(tf.bool)),
    "unfused": contrib(x, is_training=tf.placeholder(tf.bool), fused=False),
    "penalty": tf.reduce_mean(tf.square(ddx - 1.0)) + tf.reduce_mean(y),
    "weights": tcl.apply_regularization(tcl.l1_regularizer(1e-5), [v for v in tf.global_variables() if "weights" in v.name]),
    "core": core(tcl.flatten(x)),
    "core_trained": core(tcl.flatten(x), training=True),
}
variables = tf.global_variables()
for name in sorted(losses):
    tf.train.MomentumOptimizer(0.1, 0.9, name=name).minimize(tf.reduce_mean(losses[name]), var_list=variables)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
