"""A memory cell of one's own with linear functions in nested scopes, unrolled by hand and by dynamic_rnn."""
import collections
import numpy as np
import tensorflow as tf
from tensorflow.python.ops.rnn_cell_impl import RNNCell
from tensorflow.contrib.rnn.python.ops.core_rnn_cell import _linear

State = collections.namedtuple("State", ("controller", "memory", "read"))

class NTMCell(RNNCell):
    def __init__(self, layers, units, memory_size, vector_dim, heads=1, output_dim=3, reuse=False):
        super(NTMCell, self).__init__(_reuse=reuse)
        self.memory_size, self.vector_dim, self.heads, self.output_dim = memory_size, vector_dim, heads, output_dim
        self.controller = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(units) for _ in range(layers)])
        self.step = 0
    @property
    def state_size(self):
        return State(self.controller.state_size, tf.TensorShape([self.memory_size, self.vector_dim]), self.vector_dim)
    @property
    def output_size(self):
        return self.output_dim
    def __call__(self, x, state, scope=None):
        with tf.variable_scope(scope or "ntm"):
            with tf.variable_scope("controller"):
                out, c = self.controller(tf.concat([x, state.read], axis=1), state.controller)
            n = self.vector_dim + 1
            total = n * self.heads * 2 + self.vector_dim
            with tf.variable_scope("o2p", reuse=(self.step > 0) or None):
                w = tf.get_variable("o2p_w", [out.get_shape()[1], total], initializer=tf.random_normal_initializer(0.0, 0.5))
                b = tf.get_variable("o2p_b", [total], initializer=tf.zeros_initializer())
                params = tf.nn.xw_plus_b(out, w, b)
            key = params[:, : self.vector_dim]
            scores = tf.nn.softmax(tf.squeeze(tf.matmul(state.memory, tf.expand_dims(key, 2)), 2))
            read = tf.reduce_sum(tf.expand_dims(scores, 2) * state.memory, 1)
            with tf.variable_scope("output"):
                y = _linear([out, read], self.output_dim, True)
            self.step += 1
            return y, State(c, state.memory, read)
    def zero_state(self, batch, dtype):
        with tf.variable_scope("init", reuse=tf.AUTO_REUSE):
            read = tf.tile(tf.expand_dims(tf.tanh(tf.get_variable("read", self.vector_dim, initializer=tf.constant_initializer(0.01))), 0), [batch, 1])
            memory = tf.tile(tf.expand_dims(tf.get_variable("memory", [self.memory_size, self.vector_dim]), 0), [batch, 1, 1])
            return State(self.controller.zero_state(batch, dtype), memory, read)

x = tf.placeholder(tf.float32, [4, 5, 6])
with tf.variable_scope("root"):
    cell = NTMCell(2, 8, 10, 7)
    state = cell.zero_state(4, tf.float32)
    outputs = []
    for t in range(2):
        out, state = cell(x[:, t], state)
        if t == 0:
            tf.get_variable_scope().reuse_variables()
        outputs.append(out)
with tf.variable_scope("dynamic"):
    cell2 = NTMCell(1, 4, 5, 3)
    outs, _ = tf.nn.dynamic_rnn(cell2, x, initial_state=cell2.zero_state(4, tf.float32))
loss = tf.reduce_mean(tf.stack(outputs)) + tf.reduce_mean(outs)
opt = tf.train.RMSPropOptimizer(1e-4, momentum=0.9)
gvs = opt.compute_gradients(loss)
opt.apply_gradients([(tf.clip_by_value(g, -10, 10), v) for g, v in gvs if g is not None])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "ntm/model")
