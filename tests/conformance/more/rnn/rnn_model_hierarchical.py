"""Two levels of recurrent layers with attention; what the loss does not reach has no slots."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def bidirectional_rnn(cell_fw, cell_bw, inputs_embedded, input_lengths, scope=None):
    with tf.variable_scope(scope or "birnn") as scope:
        ((fw_outputs, bw_outputs), (fw_state, bw_state)) = tf.nn.bidirectional_dynamic_rnn(cell_fw=cell_fw, cell_bw=cell_bw, inputs=inputs_embedded, sequence_length=input_lengths, dtype=tf.float32, swap_memory=True, scope=scope)
        outputs = tf.concat((fw_outputs, bw_outputs), 2)

        def concatenate_state(fw_state, bw_state):
            if isinstance(fw_state, tf.nn.rnn_cell.LSTMStateTuple):
                state_c = tf.concat((fw_state.c, bw_state.c), 1, name="bidirectional_concat_c")
                state_h = tf.concat((fw_state.h, bw_state.h), 1, name="bidirectional_concat_h")
                return tf.nn.rnn_cell.LSTMStateTuple(c=state_c, h=state_h)
            elif isinstance(fw_state, tf.Tensor):
                return tf.concat((fw_state, bw_state), 1, name="bidirectional_concat")
            elif isinstance(fw_state, tuple) and isinstance(bw_state, tuple) and len(fw_state) == len(bw_state):
                return tuple(concatenate_state(fw, bw) for fw, bw in zip(fw_state, bw_state))
            else:
                raise ValueError("unknown state type: {}".format((fw_state, bw_state)))

        state = concatenate_state(fw_state, bw_state)
        return outputs, state


def task_specific_attention(inputs, output_size, initializer=None, activation_fn=tf.tanh, scope=None):
    assert len(inputs.get_shape()) == 3 and inputs.get_shape()[-1].value is not None
    with tf.variable_scope(scope or "attention") as scope:
        attention_context_vector = tf.get_variable(name="attention_context_vector", shape=[output_size], initializer=initializer, dtype=tf.float32)
        input_projection = tf.layers.dense(inputs, output_size, activation=activation_fn, name="fc")
        vector_attn = tf.reduce_sum(tf.multiply(input_projection, attention_context_vector), axis=2, keepdims=True)
        attention_weights = tf.nn.softmax(vector_attn, axis=1)
        return tf.reduce_sum(tf.multiply(inputs, attention_weights), axis=1)


class HAN:
    def __init__(self, vocab_size, embedding_size, classes, word_cell, sentence_cell, word_output_size, sentence_output_size):
        self.inputs = tf.placeholder(shape=(None, None, None), dtype=tf.int32, name="inputs")
        self.word_lengths = tf.placeholder(shape=(None, None), dtype=tf.int32, name="word_lengths")
        self.sentence_lengths = tf.placeholder(shape=(None,), dtype=tf.int32, name="sentence_lengths")
        self.labels = tf.placeholder(shape=(None,), dtype=tf.int32, name="labels")
        (self.document_size, self.sentence_size, self.word_size) = tf.unstack(tf.shape(self.inputs))
        with tf.variable_scope("tcm") as scope:
            with tf.variable_scope("embedding"):
                table = tf.get_variable("embedding_matrix", [vocab_size, embedding_size])
                embedded = tf.nn.embedding_lookup(table, self.inputs)
            word_level_inputs = tf.reshape(embedded, [self.document_size * self.sentence_size, self.word_size, embedding_size])
            lengths = tf.reshape(self.word_lengths, [self.document_size * self.sentence_size])
            with tf.variable_scope("word") as scope:
                out, _ = bidirectional_rnn(word_cell, word_cell, word_level_inputs, lengths, scope=scope)
                with tf.variable_scope("attention") as scope:
                    word_level_output = task_specific_attention(out, word_output_size, scope=scope)
            sentence_inputs = tf.reshape(word_level_output, [self.document_size, self.sentence_size, word_output_size * 1])
            with tf.variable_scope("sentence") as scope:
                cells = tf.nn.rnn_cell.MultiRNNCell([sentence_cell(n) for n in (4, 3)])
                back = tf.nn.rnn_cell.MultiRNNCell([sentence_cell(n) for n in (4, 3)])
                out, state = bidirectional_rnn(cells, back, tf.reshape(tf.tile(sentence_inputs, [1, 1, 1]), [-1, 5, 8]), self.sentence_lengths, scope=scope)
                with tf.variable_scope("attention") as scope:
                    output = task_specific_attention(out, sentence_output_size, scope=scope)
            with tf.variable_scope("classifier"):
                self.logits = tf.layers.dense(output, classes)
                self.extra = tf.layers.dense(state[-1].h, classes)
        with tf.variable_scope("train"):
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.labels, logits=self.logits))
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            tvars = tf.trainable_variables()
            grads, _ = tf.clip_by_global_norm(tf.gradients(loss, tvars), 1.0)
            self.train_op = tf.train.AdamOptimizer(0.1).apply_gradients(zip(grads, tvars), name="train_op", global_step=self.global_step)


HAN(30, 6, 3, tf.nn.rnn_cell.GRUCell(4), lambda n: tf.nn.rnn_cell.LSTMCell(n, state_is_tuple=True), 8, 5)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "han")
