"""Slots of what a loss on the last state reaches: not the unused top cell."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float64, [None, None, 6])
lengths = tf.placeholder(tf.int32, [None])
cells = [tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(n), input_keep_prob=0.5) for n in (4, 3)]
out, states = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), x, sequence_length=lengths, dtype=tf.float64)
loss = tf.reduce_mean(states[0])
with tf.variable_scope("train"):
    tf.train.AdamOptimizer().minimize(loss)
(fw, bw), (fw_state, bw_state) = tf.nn.bidirectional_dynamic_rnn(tf.nn.rnn_cell.LSTMCell(2), tf.nn.rnn_cell.LSTMCell(2), tf.cast(x, tf.float32), dtype=tf.float32, time_major=True)
tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(fw_state.h), var_list=tf.trainable_variables("bidirectional_rnn/fw"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "trained")
