"""A convolutional cell of the program with batch normalization inside."""
import tensorflow as tf


class ConvGRUCell(tf.nn.rnn_cell.RNNCell):
    def __init__(self, shape, filters, kernel, activation=tf.tanh, normalize=True, data_format="channels_last", reuse=None):
        super(ConvGRUCell, self).__init__(_reuse=reuse)
        self._filters = filters
        self._kernel = kernel
        self._activation = activation
        self._normalize = normalize
        self._size = tf.TensorShape(shape + [self._filters])
        self._feature_axis = self._size.ndims

    @property
    def state_size(self):
        return self._size

    @property
    def output_size(self):
        return self._size

    def call(self, x, h):
        channels = x.shape[self._feature_axis].value
        with tf.variable_scope("gates"):
            inputs = tf.concat([x, h], axis=self._feature_axis)
            n = channels + self._filters
            m = 2 * self._filters if self._filters > 1 else 2
            W = tf.get_variable("kernel", self._kernel + [n, m])
            y = tf.nn.convolution(inputs, W, "SAME")
            if self._normalize:
                r, u = tf.split(y, 2, axis=self._feature_axis)
                r = tf.layers.batch_normalization(r, name="norm_r")
                u = tf.layers.batch_normalization(u, name="norm_u")
            else:
                y += tf.get_variable("bias", [m], initializer=tf.ones_initializer())
                r, u = tf.split(y, 2, axis=self._feature_axis)
            r, u = tf.sigmoid(r), tf.sigmoid(u)
        with tf.variable_scope("candidate"):
            inputs = tf.concat([x, r * h], axis=self._feature_axis)
            W = tf.get_variable("kernel", self._kernel + [channels + self._filters, self._filters])
            y = tf.nn.convolution(inputs, W, "SAME")
            y += tf.get_variable("bias", [self._filters], initializer=tf.zeros_initializer())
            h = u * h + (1 - u) * self._activation(y)
        return h, h


video = tf.placeholder(tf.float32, [2, 4, 8, 8, 3])
with tf.variable_scope("video"):
    cell = tf.nn.rnn_cell.MultiRNNCell([ConvGRUCell([8, 8], 4, [3, 3]), ConvGRUCell([8, 8], 5, [3, 3], normalize=False)])
    outputs, state = tf.nn.dynamic_rnn(cell, video, dtype=tf.float32)
    logits = tf.layers.dense(tf.layers.flatten(state[-1]), 2)
tf.train.AdagradOptimizer(0.1).minimize(tf.reduce_mean(logits))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "conv")
