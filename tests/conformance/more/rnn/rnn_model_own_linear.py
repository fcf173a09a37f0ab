"""Cells with an own linear layer, zoneout around a cell, and a namedtuple as state."""
import collections
import tensorflow as tf
from tensorflow.python.ops import array_ops, init_ops, math_ops, nn_ops, rnn_cell_impl, variable_scope as vs
from tensorflow.python.util import nest

RNNCell = rnn_cell_impl.RNNCell
DNCState = collections.namedtuple("DNCState", ("access_output", "controller_state"))


def _linear(args, output_size, bias, bias_start=0.0, scope=None):
    if not nest.is_sequence(args):
        args = [args]
    total_arg_size = 0
    shapes = [a.get_shape() for a in args]
    for shape in shapes:
        total_arg_size += shape[1].value
    dtype = [a.dtype for a in args][0]
    scope = vs.get_variable_scope()
    with vs.variable_scope(scope) as outer_scope:
        weights = vs.get_variable("weights", [total_arg_size, output_size], dtype=dtype)
        res = math_ops.matmul(array_ops.concat(args, 1), weights) if len(args) > 1 else math_ops.matmul(args[0], weights)
        if not bias:
            return res
        with vs.variable_scope(outer_scope) as inner_scope:
            inner_scope.set_partitioner(None)
            biases = vs.get_variable("biases", [output_size], dtype=dtype, initializer=init_ops.constant_initializer(bias_start, dtype=dtype))
        return nn_ops.bias_add(res, biases)


class MinimalGRU(RNNCell):
    def __init__(self, num_units, reuse=None):
        super(MinimalGRU, self).__init__(_reuse=reuse)
        self._num_units = num_units

    @property
    def state_size(self):
        return self._num_units

    @property
    def output_size(self):
        return self._num_units

    def call(self, inputs, state):
        with vs.variable_scope("gates"):
            r, u = array_ops.split(value=math_ops.sigmoid(_linear([inputs, state], 2 * self._num_units, True, 1.0)), num_or_size_splits=2, axis=1)
        with vs.variable_scope("candidate"):
            c = math_ops.tanh(_linear([inputs, r * state], self._num_units, True))
        new_h = u * state + (1 - u) * c
        return new_h, new_h


class ZoneoutLSTMCell(tf.nn.rnn_cell.RNNCell):
    def __init__(self, num_units, is_training, zoneout_factor_cell=0.1, zoneout_factor_output=0.1, state_is_tuple=True, name=None):
        self._cell = tf.nn.rnn_cell.LSTMCell(num_units, state_is_tuple=state_is_tuple, name=name)
        self._zoneout_cell = zoneout_factor_cell
        self._zoneout_outputs = zoneout_factor_output
        self.is_training = is_training
        self.state_is_tuple = state_is_tuple

    @property
    def state_size(self):
        return self._cell.state_size

    @property
    def output_size(self):
        return self._cell.output_size

    def __call__(self, inputs, state, scope=None):
        output, new_state = self._cell(inputs, state, scope)
        (prev_c, prev_h) = state
        (new_c, new_h) = new_state
        if self.is_training:
            c = (1 - self._zoneout_cell) * tf.nn.dropout(new_c - prev_c, 1 - self._zoneout_cell) + prev_c
            h = (1 - self._zoneout_outputs) * tf.nn.dropout(new_h - prev_h, 1 - self._zoneout_outputs) + prev_h
        else:
            c, h = new_c, new_h
        return output, tf.nn.rnn_cell.LSTMStateTuple(c, h)


class AccessCell(tf.contrib.rnn.LayerRNNCell):
    def __init__(self, inner, memory=4, **kwargs):
        super().__init__(**kwargs)
        self._inner = inner
        self._memory = memory

    @property
    def state_size(self):
        return DNCState(access_output=self._memory, controller_state=self._inner.state_size)

    @property
    def output_size(self):
        return tf.TensorShape([self._memory])

    def build(self, shape):
        self._write = self.add_variable("write", [self._inner.output_size, self._memory], initializer=tf.orthogonal_initializer())
        self.built = True

    def call(self, inputs, state):
        out, controller = self._inner(tf.concat([inputs, state.access_output], 1), state.controller_state)
        access = tf.matmul(out, self._write)
        return access, DNCState(access_output=access, controller_state=controller)


x = tf.placeholder(tf.float32, [2, 5, 3])
with tf.variable_scope("a"):
    out, state = tf.nn.dynamic_rnn(MinimalGRU(4), x, dtype=tf.float32, time_major=True)
    (outs, states) = tf.nn.bidirectional_dynamic_rnn(ZoneoutLSTMCell(3, True, name="encoder_fw_LSTM"), ZoneoutLSTMCell(3, True, name="encoder_bw_LSTM"), x, dtype=tf.float32)
    tf.get_variable("t", out.get_shape().as_list()[1:])
cell = AccessCell(tf.nn.rnn_cell.BasicLSTMCell(6), name="dnc")
out, state = tf.nn.dynamic_rnn(cell, x, initial_state=cell.zero_state(2, tf.float32))
tf.layers.dense(state.controller_state.h, 2)
print(len(cell.trainable_variables), [v.name for v in cell.weights])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "ntm")
