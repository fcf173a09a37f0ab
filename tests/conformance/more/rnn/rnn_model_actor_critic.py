"""A recurrent actor and critic in a global scope and in workers' scopes."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class ACNetwork:
    def __init__(self, s_size, a_size, scope, trainer):
        with tf.variable_scope(scope):
            self.inputs = tf.placeholder(shape=[None, s_size], dtype=tf.float32)
            hidden = tf.layers.dense(self.inputs, 16, activation=tf.nn.elu)
            lstm_cell = tf.nn.rnn_cell.BasicLSTMCell(8, state_is_tuple=True)
            c_in = tf.placeholder(tf.float32, [1, lstm_cell.state_size.c])
            h_in = tf.placeholder(tf.float32, [1, lstm_cell.state_size.h])
            self.state_in = (c_in, h_in)
            rnn_in = tf.expand_dims(hidden, [0])
            step_size = tf.shape(self.inputs)[:1]
            state_in = tf.nn.rnn_cell.LSTMStateTuple(c_in, h_in)
            lstm_outputs, lstm_state = tf.nn.dynamic_rnn(lstm_cell, rnn_in, initial_state=state_in, sequence_length=step_size, time_major=False)
            lstm_c, lstm_h = lstm_state
            self.state_out = (lstm_c[:1, :], lstm_h[:1, :])
            rnn_out = tf.reshape(lstm_outputs, [-1, 8])
            self.policy = tf.layers.dense(rnn_out, a_size, activation=tf.nn.softmax, use_bias=False, name="policy")
            self.value = tf.layers.dense(rnn_out, 1, use_bias=False, name="value")
            if scope != "global":
                loss = tf.reduce_sum(tf.square(self.value)) + tf.reduce_sum(self.policy)
                local_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope)
                self.gradients = tf.gradients(loss, local_vars)
                grads, self.grad_norms = tf.clip_by_global_norm(self.gradients, 40.0)
                global_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "global")
                self.apply_grads = trainer.apply_gradients(zip(grads, global_vars))


trainer = tf.train.AdamOptimizer(learning_rate=1e-4)
master = ACNetwork(5, 3, "global", None)
workers = [ACNetwork(5, 3, "worker_" + str(i), trainer) for i in range(2)]
saver = tf.train.Saver(max_to_keep=5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "a3c")
    tf.train.Saver(tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="global")).save(sess, "only")
