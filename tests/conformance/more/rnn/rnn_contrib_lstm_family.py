"""Every LSTM of tf.contrib.rnn with its options, under one dynamic_rnn each."""
import tensorflow as tf
from tensorflow.contrib.rnn.python.ops import rnn_cell as private

rnn = tf.contrib.rnn
x = tf.placeholder(tf.float32, [2, 5, 6])
CELLS = [
    rnn.CoupledInputForgetGateLSTMCell(4, use_peepholes=True, num_proj=3, layer_norm=True),
    rnn.CoupledInputForgetGateLSTMCell(4, num_unit_shards=2, state_is_tuple=False),
    private.LayerNormLSTMCell(4, use_peepholes=True, num_proj=2, layer_norm=True),
    private.LayerNormLSTMCell(4),
    private.WeightNormLSTMCell(4, use_peepholes=True, num_proj=2),
    private.WeightNormLSTMCell(4, norm=False),
    private.MinimalRNNCell(4),
    private.CFNCell(4),
    rnn.GLSTMCell(4, number_of_groups=2, num_proj=2),
    rnn.GLSTMCell(4),
    rnn.NASCell(4, num_proj=3, use_bias=True),
    rnn.IndyLSTMCell(4),
    rnn.LSTMCell(4, use_peepholes=True, num_proj=3, state_is_tuple=False, num_unit_shards=2, num_proj_shards=3),
    rnn.LSTMBlockCell(4, use_peephole=True, name="blocky"),
    rnn.TimeFreqLSTMCell(2, use_peepholes=True, feature_size=3, frequency_skip=3, num_unit_shards=2),
]
for i, cell in enumerate(CELLS):
    with tf.variable_scope("net_%d" % i):
        if isinstance(cell, rnn.TimeFreqLSTMCell):
            cell(x[:, 0], tf.zeros([2, 8]))
        else:
            tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "lstm")
