"""Scopes of loops: by string, by object, nested, reused; cells called by hand; raw_rnn and its loop function."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2, 5, 6])
with tf.variable_scope("outer") as outer:
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), x, dtype=tf.float32, scope="inner/deep")
    cell = tf.nn.rnn_cell.LSTMCell(3, name="shared")
    tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=outer)
    tf.nn.dynamic_rnn(cell, x[:, :3], dtype=tf.float32, scope="again")
with tf.variable_scope(outer, reuse=True):
    tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), x, dtype=tf.float32, scope="inner/deep")
for i in range(2):
    with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
        stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(2, reuse=tf.AUTO_REUSE) for _ in range(2)])
        state = stack.zero_state(2, tf.float32)
        for step in range(3):
            out, state = stack(x[:, step], state)
with tf.variable_scope("hand"):
    gru = tf.nn.rnn_cell.GRUCell(2, reuse=None)
    out, state = gru(x[:, 0], tf.zeros([2, 2]), scope="explicit")
    out, state = gru(x[:, 1], state, scope="ignored_now")


def loop(time, output, state, loop_state):
    table = tf.Variable(lambda: tf.zeros([3]), name="in_loop")
    with tf.variable_scope("fn", reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [6, 6])
    if output is None:
        return tf.zeros([2], tf.bool), tf.matmul(x[:, 0], w), cell.zero_state(2, tf.float32), None, None
    return time >= 3, tf.matmul(x[:, 1], w), state, output, None


with tf.variable_scope("raw"):
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    tf.nn.raw_rnn(cell, loop)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "scopes")
