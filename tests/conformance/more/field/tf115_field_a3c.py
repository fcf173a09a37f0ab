"""A3C: a global network and workers in a loop, scopes by index, RMSProp shared, gradients applied to the global variables."""

import tensorflow as tf
import tensorflow.contrib.slim as slim
import numpy as np


def normalized_columns_initializer(std=1.0):
    def _initializer(shape, dtype=None, partition_info=None):
        out = np.random.randn(*shape).astype(np.float32)
        out *= std / np.sqrt(np.square(out).sum(axis=0, keepdims=True))
        return tf.constant(out)

    return _initializer


def update_target_graph(from_scope, to_scope):
    a = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, from_scope)
    b = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, to_scope)
    return [y.assign(x) for x, y in zip(a, b)]


class AC_Network:
    def __init__(self, s_size, a_size, scope, trainer):
        with tf.variable_scope(scope):
            self.inputs = tf.placeholder(shape=[None, s_size], dtype=tf.float32)
            self.imageIn = tf.reshape(self.inputs, shape=[-1, 20, 20, 1])
            self.conv1 = slim.conv2d(
                activation_fn=tf.nn.elu, inputs=self.imageIn, num_outputs=4, kernel_size=[8, 8], stride=[4, 4], padding="VALID"
            )
            self.conv2 = slim.conv2d(
                activation_fn=tf.nn.elu, inputs=self.conv1, num_outputs=8, kernel_size=[2, 2], stride=[2, 2], padding="VALID"
            )
            hidden = slim.fully_connected(slim.flatten(self.conv2), 16, activation_fn=tf.nn.elu)
            lstm_cell = tf.contrib.rnn.BasicLSTMCell(16, state_is_tuple=True)
            c_init = np.zeros((1, lstm_cell.state_size.c), np.float32)
            h_init = np.zeros((1, lstm_cell.state_size.h), np.float32)
            self.state_init = [c_init, h_init]
            c_in = tf.placeholder(tf.float32, [1, lstm_cell.state_size.c])
            h_in = tf.placeholder(tf.float32, [1, lstm_cell.state_size.h])
            rnn_in = tf.expand_dims(hidden, [0])
            step_size = tf.shape(self.imageIn)[:1]
            state_in = tf.contrib.rnn.LSTMStateTuple(c_in, h_in)
            lstm_outputs, lstm_state = tf.nn.dynamic_rnn(
                lstm_cell, rnn_in, initial_state=state_in, sequence_length=step_size, time_major=False
            )
            rnn_out = tf.reshape(lstm_outputs, [-1, 16])
            self.policy = slim.fully_connected(
                rnn_out,
                a_size,
                activation_fn=tf.nn.softmax,
                weights_initializer=normalized_columns_initializer(0.01),
                biases_initializer=None,
            )
            self.value = slim.fully_connected(
                rnn_out, 1, activation_fn=None, weights_initializer=normalized_columns_initializer(1.0), biases_initializer=None
            )
            if scope != "global":
                self.actions = tf.placeholder(shape=[None], dtype=tf.int32)
                onehot = tf.one_hot(self.actions, a_size, dtype=tf.float32)
                self.target_v = tf.placeholder(shape=[None], dtype=tf.float32)
                responsible = tf.reduce_sum(self.policy * onehot, [1])
                value_loss = 0.5 * tf.reduce_sum(tf.square(self.target_v - tf.reshape(self.value, [-1])))
                entropy = -tf.reduce_sum(self.policy * tf.log(self.policy))
                self.loss = 0.5 * value_loss - tf.reduce_sum(tf.log(responsible)) - entropy * 0.01
                local_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope)
                self.gradients = tf.gradients(self.loss, local_vars)
                grads, self.grad_norms = tf.clip_by_global_norm(self.gradients, 40.0)
                global_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "global")
                self.apply_grads = trainer.apply_gradients(zip(grads, global_vars))


class Worker:
    def __init__(self, name, s_size, a_size, trainer, global_episodes):
        self.name = "worker_" + str(name)
        self.increment = global_episodes.assign_add(1)
        self.local_AC = AC_Network(s_size, a_size, self.name, trainer)
        self.update_local_ops = update_target_graph("global", self.name)


tf.reset_default_graph()
with tf.device("/cpu:0"):
    global_episodes = tf.Variable(0, dtype=tf.int32, name="global_episodes", trainable=False)
    trainer = tf.train.RMSPropOptimizer(learning_rate=1e-4)
    master = AC_Network(400, 3, "global", None)
    workers = [Worker(i, 400, 3, trainer, global_episodes) for i in range(2)]
    saver = tf.train.Saver(max_to_keep=5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model-" + str(0) + ".cptk")
