"""Functions run by cond, while_loop, map_fn, scan and case make their variables once, under the name scopes of these."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [3, 4])
flag = tf.placeholder(tf.bool, [])


def dense(value, name):
    w = tf.get_variable(name, [int(value.shape[-1]), 4])
    loose = tf.Variable(lambda: tf.zeros([2]), name="loose")
    return tf.matmul(value, w) + tf.reduce_sum(loose)


with tf.variable_scope("branches"):
    y = tf.cond(flag, lambda: dense(x, "yes"), lambda: dense(x, "no"))
    z = tf.cond(flag, lambda: tf.layers.dense(x, 4), lambda: x, name="second")
with tf.variable_scope("loop"):
    i, out = tf.while_loop(lambda i, v: i < 3, lambda i, v: (i + 1, dense(v, "step")), [0, y])
with tf.variable_scope("maps"):
    rows = tf.map_fn(lambda row: dense(tf.expand_dims(row, 0), "row")[0], x)
    sums = tf.scan(lambda a, row: dense(tf.expand_dims(a + row, 0), "acc")[0], x)
    tf.get_variable("after", [rows.shape[0], sums.shape[1]])
    last = tf.foldl(lambda a, row: a + tf.layers.dense(tf.expand_dims(row, 0), 4)[0], x, name="folded")
with tf.variable_scope("cases"):
    c = tf.case([(flag, lambda: dense(x, "first"))], default=lambda: dense(x, "other"))
array = tf.TensorArray(tf.float32, size=2, element_shape=[3, 4])
array = array.write(0, out).write(1, c)
both = array.stack()
tf.get_variable("stacked", both.shape)
tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_mean(both) + tf.reduce_sum(last))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "flow")
