"""Loops and conditions in a graph of TF2, with the newer control flow."""
import tensorflow as tf

tf1 = tf.compat.v1
g = tf.Graph()
with g.as_default():
    x = tf1.placeholder(tf.float32, [2, 5, 3])
    flag = tf1.placeholder(tf.bool, [])
    with tf1.variable_scope("net"):
        out, state = tf1.nn.dynamic_rnn(tf1.nn.rnn_cell.LSTMCell(4), x, dtype=tf.float32)

        def dense(v, name):
            w = tf1.get_variable(name, [v.shape[-1], 4])
            return tf.matmul(v, w)

        y = tf.cond(flag, lambda: dense(out[:, -1], "yes"), lambda: dense(out[:, 0], "no"))
        z = tf.while_loop(lambda i, v: i < 2, lambda i, v: (i + 1, dense(v, "step")), [tf.constant(0), y])[1]
        rows = tf.map_fn(lambda r: dense(r[None], "row")[0], z)
    loss = tf.reduce_sum(rows)
    tf1.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    with tf1.Session() as sess:
        sess.run(tf1.global_variables_initializer())
        tf1.train.Saver().save(sess, "m")
