"""A tagger: coupled gates in both directions, a projection, a random field."""
import tensorflow as tf
from tensorflow.contrib.crf import crf_log_likelihood
from tensorflow.contrib.layers.python.layers import initializers
from tensorflow.contrib import rnn


class NER(object):
    def __init__(self, config):
        self.config = config
        self.lstm_dim = config["lstm_dim"]
        self.num_tags = config["num_tags"]
        self.initializer = initializers.xavier_initializer()
        self.char_inputs = tf.placeholder(dtype=tf.int32, shape=[None, None], name="ChatInputs")
        self.targets = tf.placeholder(dtype=tf.int32, shape=[None, None], name="Targets")
        self.dropout = tf.placeholder(dtype=tf.float32, name="Dropout")
        used = tf.sign(tf.abs(self.char_inputs))
        self.lengths = tf.cast(tf.reduce_sum(used, reduction_indices=1), tf.int32)
        self.num_steps = tf.shape(self.char_inputs)[-1]
        self.batch_size = tf.shape(self.char_inputs)[0]
        embedding = self.embedding_layer(self.char_inputs, config)
        lstm_outputs = self.biLSTM_layer(tf.nn.dropout(embedding, self.dropout), self.lstm_dim, self.lengths)
        self.logits = self.project_layer(lstm_outputs)
        self.loss = self.loss_layer(self.logits, self.lengths)
        self.global_step = tf.Variable(0, trainable=False)
        with tf.variable_scope("optimizer"):
            self.opt = tf.train.AdamOptimizer(0.001)
            grads_vars = self.opt.compute_gradients(self.loss)
            capped = [[tf.clip_by_value(g, -5, 5), v] for g, v in grads_vars]
            self.train_op = self.opt.apply_gradients(capped, self.global_step)
        self.saver = tf.train.Saver(tf.global_variables(), max_to_keep=5)

    def embedding_layer(self, char_inputs, config, name=None):
        with tf.variable_scope("char_embedding" if not name else name), tf.device("/cpu:0"):
            self.char_lookup = tf.get_variable(name="char_embedding", shape=[config["num_chars"], config["char_dim"]], initializer=self.initializer)
            return tf.concat([tf.nn.embedding_lookup(self.char_lookup, char_inputs)], axis=-1)

    def biLSTM_layer(self, lstm_inputs, lstm_dim, lengths, name=None):
        with tf.variable_scope("char_BiLSTM" if not name else name):
            lstm_cell = {}
            for direction in ["forward", "backward"]:
                with tf.variable_scope(direction):
                    lstm_cell[direction] = rnn.CoupledInputForgetGateLSTMCell(lstm_dim, use_peepholes=True, initializer=self.initializer, state_is_tuple=True)
            outputs, final_states = tf.nn.bidirectional_dynamic_rnn(lstm_cell["forward"], lstm_cell["backward"], lstm_inputs, dtype=tf.float32, sequence_length=lengths)
        return tf.concat(outputs, axis=2)

    def project_layer(self, lstm_outputs, name=None):
        with tf.variable_scope("project" if not name else name):
            with tf.variable_scope("hidden"):
                W = tf.get_variable("W", shape=[self.lstm_dim * 2, self.lstm_dim], dtype=tf.float32, initializer=self.initializer)
                b = tf.get_variable("b", shape=[self.lstm_dim], dtype=tf.float32, initializer=tf.zeros_initializer())
                output = tf.reshape(lstm_outputs, shape=[-1, self.lstm_dim * 2])
                hidden = tf.tanh(tf.nn.xw_plus_b(output, W, b))
            with tf.variable_scope("logits"):
                W = tf.get_variable("W", shape=[self.lstm_dim, self.num_tags], dtype=tf.float32, initializer=self.initializer)
                b = tf.get_variable("b", shape=[self.num_tags], dtype=tf.float32, initializer=tf.zeros_initializer())
                pred = tf.nn.xw_plus_b(hidden, W, b)
            return tf.reshape(pred, [-1, self.num_steps, self.num_tags])

    def loss_layer(self, project_logits, lengths, name=None):
        with tf.variable_scope("crf_loss" if not name else name):
            small = -1000.0
            start_logits = tf.concat([small * tf.ones(shape=[self.batch_size, 1, self.num_tags]), tf.zeros(shape=[self.batch_size, 1, 1])], axis=-1)
            pad_logits = tf.cast(small * tf.ones([self.batch_size, self.num_steps, 1]), tf.float32)
            logits = tf.concat([project_logits, pad_logits], axis=-1)
            logits = tf.concat([start_logits, logits], axis=1)
            targets = tf.concat([tf.cast(self.num_tags * tf.ones([self.batch_size, 1]), tf.int32), self.targets], axis=-1)
            self.trans = tf.get_variable("transitions", shape=[self.num_tags + 1, self.num_tags + 1], initializer=self.initializer)
            log_likelihood, self.trans = crf_log_likelihood(inputs=logits, tag_indices=targets, transition_params=self.trans, sequence_lengths=lengths + 1)
            return tf.reduce_mean(-log_likelihood)


model = NER({"lstm_dim": 5, "num_tags": 4, "num_chars": 20, "char_dim": 6})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    model.saver.save(sess, "ner")
