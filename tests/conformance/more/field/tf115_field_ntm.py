"""A memory cell derived from RNNCell with its own scopes, run by hand in a loop and by dynamic_rnn."""

import tensorflow as tf
from tensorflow.contrib.rnn import RNNCell, LSTMCell, MultiRNNCell
from collections import namedtuple

NTMState = namedtuple("NTMState", ("controller", "reads", "M"))


class NTMCell(RNNCell):
    def __init__(self, layers, units, memory_size, dim, heads, output_dim, reuse=None):
        super(NTMCell, self).__init__(_reuse=reuse)
        self.memory_size, self.dim, self.heads, self._out = memory_size, dim, heads, output_dim
        self.controller = MultiRNNCell([LSTMCell(units, forget_bias=1.0) for _ in range(layers)])
        self.step = 0

    @property
    def state_size(self):
        return NTMState(self.controller.state_size, [self.dim] * self.heads, tf.TensorShape([self.memory_size * self.dim]))

    @property
    def output_size(self):
        return self._out

    def __call__(self, x, prev_state, scope=None):
        prev_reads = prev_state.reads
        inp = tf.concat([x] + list(prev_reads), axis=1)
        with tf.variable_scope("controller", reuse=self.step > 0):
            out, controller = self.controller(inp, prev_state.controller)
        n = self.dim + 1 + 1
        with tf.variable_scope("o2p", reuse=(self.step > 0)):
            params = tf.contrib.layers.fully_connected(
                out, n * self.heads, activation_fn=None, weights_initializer=tf.glorot_uniform_initializer()
            )
        M = tf.reshape(prev_state.M, [-1, self.memory_size, self.dim])
        reads = []
        for head in tf.split(params, self.heads, axis=1):
            k = tf.tanh(head[:, : self.dim])
            beta = tf.nn.softplus(head[:, self.dim])
            sim = tf.squeeze(tf.matmul(M, tf.expand_dims(k, 2)), 2)
            w = tf.nn.softmax(sim * tf.expand_dims(beta, 1))
            reads.append(tf.reduce_sum(tf.expand_dims(w, 2) * M, axis=1))
        with tf.variable_scope("o2o", reuse=self.step > 0):
            y = tf.contrib.layers.fully_connected(tf.concat([out] + reads, axis=1), self._out, activation_fn=None)
        self.step += 1
        return y, NTMState(controller, reads, prev_state.M)

    def zero_state(self, batch_size, dtype):
        with tf.variable_scope("init", reuse=self.step > 0):
            reads = [
                tf.tile(tf.expand_dims(tf.tanh(tf.get_variable("read_%d" % i, [self.dim])), 0), [batch_size, 1]) for i in range(self.heads)
            ]
            m = tf.get_variable("init_M", [self.memory_size * self.dim])
            return NTMState(self.controller.zero_state(batch_size, dtype), reads, tf.tile(tf.expand_dims(m, 0), [batch_size, 1]))


x = tf.placeholder(tf.float32, [4, 6, 3])
with tf.variable_scope("root"):
    cell = NTMCell(2, 8, 10, 5, 2, 3)
    state = cell.zero_state(4, tf.float32)
    outputs = []
    for t in range(3):
        y, state = cell(x[:, t, :], state)
        outputs.append(y)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.stack([x[:, t] for t in range(3)]), logits=tf.stack(outputs)))
opt = tf.train.RMSPropOptimizer(1e-3, momentum=0.9)
tv = tf.trainable_variables()
g, _ = tf.clip_by_global_norm(tf.gradients(loss, tv), 50)
train = opt.apply_gradients(zip(g, tv))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model.ckpt")
