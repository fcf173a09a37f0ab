"""Start states as variables, a bridge between states, states kept in variables."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
rc = tf.nn.rnn_cell
x = tf.placeholder(tf.float32, [3, None, 4])
stack = rc.MultiRNNCell([rc.LSTMCell(n, num_proj=2) for n in (5, 6)])
with tf.variable_scope("init"):
    zero = stack.zero_state(3, tf.float32)
    flat = tf.nest.flatten(zero)
    variables = [tf.get_variable("state_%d" % i, [1, int(s.shape[1])]) for i, s in enumerate(flat)]
    start = tf.nest.pack_sequence_as(zero, [tf.tile(v, [3, 1]) for v in variables])
out, final = tf.nn.dynamic_rnn(stack, x, initial_state=start)
with tf.variable_scope("bridge"):
    sizes = tf.nest.map_structure(lambda s: s.get_shape()[-1].value, final)
    joined = tf.concat(tf.nest.flatten(final), -1)
    bridged = tf.layers.dense(joined, sum(tf.nest.flatten(sizes)), name="dense")
    parts = tf.split(bridged, tf.nest.flatten(sizes), axis=1)
    second = tf.nest.pack_sequence_as(sizes, parts)
with tf.variable_scope("decoder"):
    out2, _ = tf.nn.dynamic_rnn(rc.MultiRNNCell([rc.LSTMCell(n, num_proj=2) for n in (5, 6)]), out, initial_state=second)
kept = [[tf.Variable(tf.zeros([3, n]), trainable=False, name="kept") for n in (s.c, s.h)] for s in stack.state_size]
update = tf.group(*[k.assign(v) for pair, state in zip(kept, final) for k, v in zip(pair, state)])
tf.train.AdamOptimizer().minimize(tf.reduce_mean(out2))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "states")
