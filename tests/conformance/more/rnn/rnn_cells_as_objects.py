"""Cells in templates, copied, called by hand; their variables in averages and savers."""
import copy
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
rc = tf.nn.rnn_cell
x = tf.placeholder(tf.float32, [2, 5, 4])


def net(inputs, units):
    cell = rc.GRUCell(units)
    out, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    return out[:, -1]


template = tf.make_template("tmpl", net, units=3)
a = template(x)
b = template(x[:, :2])
with tf.variable_scope("copies"):
    one = rc.LSTMCell(3)
    two = copy.deepcopy(one)
    tf.nn.dynamic_rnn(one, x, dtype=tf.float32, scope="first")
    tf.nn.dynamic_rnn(two, x, dtype=tf.float32, scope="second")
with tf.variable_scope("same"):
    h = tf.zeros([2, 3])
    c1, c2 = rc.GRUCell(3), rc.GRUCell(3)
    o1, h1 = c1(x[:, 0], h)
    o2, h2 = c2(x[:, 0], h)
    o3, h3 = c1(x[:, 1], h1)
ema = tf.train.ExponentialMovingAverage(0.9)
apply_op = ema.apply(c1.trainable_variables)
kernel = c2.variables[0]
reg = tf.nn.l2_loss(kernel) + tf.add_n([tf.nn.l2_loss(v) for v in one.trainable_weights if "bias" not in v.name])
tf.train.RMSPropOptimizer(0.1).minimize(reg + tf.reduce_sum(a) + tf.reduce_sum(h3))
with tf.variable_scope("lstm_in_layer"):
    layer = tf.layers.Dense(3)
    outs = []
    state = rc.LSTMStateTuple(h, h)
    cell = rc.BasicLSTMCell(3)
    for t in range(3):
        with tf.variable_scope("step", reuse=t > 0):
            o, state = cell(layer(x[:, t]), state)
            outs.append(o)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "misc")
    tf.train.Saver({"c": kernel, "avg": ema.average(c1.trainable_variables[0])}).save(sess, "some")
    tf.train.Saver(ema.variables_to_restore(c1.trainable_variables)).save(sess, "shadow")
