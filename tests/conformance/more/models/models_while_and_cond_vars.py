"""Loops, conditions and masks in a loss: the variable that it does not depend on gets no slots."""
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 4])
def body(i, h):
    with tf.variable_scope("loop", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [4, 4])
    return i + 1, tf.tanh(tf.matmul(h, w))
_, h = tf.while_loop(lambda i, h: i < 3, body, [0, x])
flag = tf.placeholder(tf.bool)
with tf.variable_scope("c"):
    wa, wb = tf.get_variable("a", [4, 1]), tf.get_variable("b", [4, 1])
y = tf.cond(flag, lambda: tf.matmul(h, wa), lambda: tf.matmul(h, wb) * 2)
z = tf.map_fn(lambda r: r * tf.reduce_sum(wa), h)
loss = tf.reduce_mean(tf.where(y > 0, y, tf.zeros_like(y)) + tf.cast(z > 1, tf.float32)[:, :1])
other = tf.get_variable("unused", [2])
train = tf.train.AdamOptimizer().minimize(loss, var_list=tf.trainable_variables())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./m")
