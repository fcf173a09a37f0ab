"""Wrappers with variables, flat states, early builds, partitioned and float64 cells."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
rc = tf.nn.rnn_cell
x = tf.placeholder(tf.float32, [2, 5, 4])
with tf.variable_scope("res"):
    cell = rc.ResidualWrapper(rc.GRUCell(3), residual_fn=lambda i, o: o + tf.layers.dense(i, 3, name="match"))
    tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
with tf.variable_scope("flat"):
    stack = rc.MultiRNNCell([rc.BasicLSTMCell(3, state_is_tuple=False) for _ in range(2)], state_is_tuple=False)
    out, state = tf.nn.dynamic_rnn(stack, x, dtype=tf.float32)
    tf.get_variable("size", [state.shape[1]])
with tf.variable_scope("variational"):
    cell = rc.DropoutWrapper(rc.LSTMCell(3), input_keep_prob=0.5, state_keep_prob=0.5, variational_recurrent=True, input_size=4, dtype=tf.float32)
    tf.nn.dynamic_rnn(rc.DeviceWrapper(cell, "/cpu:0"), x, dtype=tf.float32)
with tf.variable_scope("built"):
    cell = rc.LSTMCell(3, name="early")
    cell.build(tf.TensorShape([None, 4]))
    out, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope="late")
    print(len(cell.trainable_variables), cell.state_size, cell.output_size)
    tf.get_variable("kernel_like", cell.trainable_variables[0].shape)
with tf.variable_scope("twice"):
    cell = rc.BasicRNNCell(3, activation="relu", dtype=tf.float32)
    with tf.variable_scope("one"):
        tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    with tf.variable_scope("two"):
        tf.nn.dynamic_rnn(cell, x[:, :2], dtype=tf.float32)
with tf.variable_scope("listed", reuse=tf.AUTO_REUSE):
    for _ in range(2):
        out, st = tf.nn.static_rnn(rc.BasicLSTMCell(3), tf.unstack(x, axis=1), dtype=tf.float32)
        c, h = st
        tf.layers.dense(h, 2, name="d")
with tf.variable_scope("part", partitioner=tf.fixed_size_partitioner(2)):
    tf.nn.dynamic_rnn(rc.LSTMCell(4), x, dtype=tf.float32)
with tf.variable_scope("init", initializer=tf.zeros_initializer(), dtype=tf.float64):
    tf.nn.dynamic_rnn(rc.GRUCell(3), tf.cast(x, tf.float64), dtype=tf.float64)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "wrap")
