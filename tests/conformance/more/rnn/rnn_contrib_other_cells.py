"""Every other cell of tf.contrib.rnn: gated, convolutional, grid, phased, memory."""
import tensorflow as tf

rnn = tf.contrib.rnn
x = tf.placeholder(tf.float32, [2, 5, 6])
CELLS = [
    rnn.UGRNNCell(4),
    rnn.IntersectionRNNCell(4, num_in_proj=4),
    rnn.IntersectionRNNCell(6),
    rnn.SRUCell(4),
    rnn.IndRNNCell(4, name="independent"),
    rnn.IndyGRUCell(4),
    rnn.GRUBlockCell(4),
    rnn.BasicRNNCell(4, activation=tf.nn.relu),
    rnn.GRUCell(4, name="named"),
    rnn.CompiledWrapper(rnn.GRUCell(4)),
    rnn.HighwayWrapper(rnn.GRUCell(6), couple_carry_transform_gates=False),
    tf.contrib.cudnn_rnn.CudnnCompatibleGRUCell(3),
]
for i, cell in enumerate(CELLS):
    with tf.variable_scope("net_%d" % i):
        tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
images = tf.placeholder(tf.float32, [2, 4, 8, 8, 3])
frames = tf.placeholder(tf.float32, [2, 4, 8, 3])
with tf.variable_scope("conv"):
    tf.nn.dynamic_rnn(rnn.Conv2DLSTMCell(input_shape=[8, 8, 3], output_channels=5, kernel_shape=[3, 3]), images, dtype=tf.float32)
    cell = rnn.ConvLSTMCell(1, [8, 3], 2, [3], use_bias=False, skip_connection=False)
    tf.nn.dynamic_rnn(cell, frames, dtype=tf.float32, scope="one")
with tf.variable_scope("phased"):
    time = tf.placeholder(tf.float32, [2, 5, 1])
    tf.nn.dynamic_rnn(rnn.PhasedLSTMCell(4, use_peepholes=True, trainable_ratio_on=False), (time, x), dtype=tf.float32)
with tf.variable_scope("grid"):
    cell = rnn.GridLSTMCell(2, use_peepholes=True, feature_size=2, frequency_skip=2, num_frequency_blocks=[3], num_unit_shards=2)
    out, state = cell(x[:, 0], cell.zero_state(2, tf.float32))
    tf.get_variable("after", [out.shape[1].value])
with tf.variable_scope("bigrid"):
    cell = rnn.BidirectionalGridLSTMCell(2, share_time_frequency_weights=True, couple_input_forget_gates=True, feature_size=2, frequency_skip=2, num_frequency_blocks=[3])
    out, state = cell(x[:, 0], cell.zero_state(2, tf.float32))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "cells")
