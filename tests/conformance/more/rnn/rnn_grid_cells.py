"""Cells of tf.contrib.grid_rnn: axes, tied weights, peepholes, own cell function."""
import tensorflow as tf

grid = tf.contrib.grid_rnn
x = tf.placeholder(tf.float32, [2, 3])
steps = tf.placeholder(tf.float32, [2, 4, 6])
CELLS = [
    grid.Grid1BasicRNNCell(4),
    grid.Grid2BasicRNNCell(4, tied=True),
    grid.Grid1BasicLSTMCell(4),
    grid.Grid2LSTMCell(4, use_peepholes=True),
    grid.Grid3LSTMCell(2, tied=True),
    grid.Grid2GRUCell(3),
    grid.GridRNNCell(2, num_dims=2, input_dims=[0, 1], output_dims=[0, 1], priority_dims=0, cell_fn=lambda n: tf.contrib.rnn.GRUCell(n, name="inner"), state_is_tuple=True),
]
for i, cell in enumerate(CELLS):
    with tf.variable_scope("grid_%d" % i):
        if i == 6:
            tf.nn.dynamic_rnn(cell, steps, dtype=tf.float32)
        elif i in (0, 2):
            cell(x, cell.zero_state(2, tf.float32), scope="named")
        else:
            out, state = cell(x, cell.zero_state(2, tf.float32))
            tf.layers.dense(out[0], 2, name="top")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "grid")
