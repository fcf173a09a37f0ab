"""Cells of the program: by build, by call with get_variable, by __call__, and with an overridden build."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2, 5, 6])


class Built(tf.nn.rnn_cell.RNNCell):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self):
        return self.units

    def build(self, input_shape):
        self.w = self.add_variable("w", [input_shape[-1], self.units])
        self.u = self.add_weight("u", [self.units, self.units], trainable=False)
        self.built = True

    def call(self, inputs, state):
        new = tf.tanh(tf.matmul(inputs, self.w) + tf.matmul(state, self.u))
        return new, new


class Called(Built):
    def build(self, input_shape):
        pass

    def call(self, inputs, state):
        with tf.variable_scope("gates"):
            w = tf.get_variable("w", [inputs.get_shape()[-1], self.units])
        dense = tf.layers.dense(state, self.units)
        loose = tf.Variable(lambda: tf.zeros([self.units]), name="loose")
        new = tf.matmul(inputs, w) + dense + loose
        return new, new


class OldStyle(tf.nn.rnn_cell.RNNCell):
    def __init__(self, units):
        self._units = units

    @property
    def state_size(self):
        return tf.nn.rnn_cell.LSTMStateTuple(self._units, self._units)

    @property
    def output_size(self):
        return self._units

    def __call__(self, inputs, state, scope=None):
        with tf.variable_scope(scope or type(self).__name__):
            c, h = state
            w = tf.get_variable("W", [inputs.shape[1], 4 * self._units])
            i, j, f, o = tf.split(tf.matmul(inputs, w), 4, 1)
            c = c * f + i * j
            return c * o, tf.nn.rnn_cell.LSTMStateTuple(c, c * o)


class Extended(tf.nn.rnn_cell.BasicLSTMCell):
    def build(self, inputs_shape):
        self._gate = self.add_variable("gate", [self._num_units], initializer=tf.ones_initializer())
        super().build(inputs_shape)

    def call(self, inputs, state):
        output, state = super().call(inputs, state)
        return output * self._gate, state


for cell in (Built(4), Called(4, name="mine"), OldStyle(3), Extended(2)):
    with tf.variable_scope("net_" + type(cell).__name__):
        out, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        tf.get_variable("shape_of_output", [out.shape[-1]])
weights = Built(3)
with tf.variable_scope("direct"):
    out, _ = weights(x[:, 0], weights.zero_state(2, tf.float32))
names = [v.op.name for v in weights.trainable_weights]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "own")
    tf.train.Saver(weights.trainable_variables).save(sess, "trained")
