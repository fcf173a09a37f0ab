"""Own attention mechanism, helper, decoder and cell around the wrapper, as in speech synthesis."""
import tensorflow as tf
from tensorflow.contrib.rnn import GRUCell, MultiRNNCell, OutputProjectionWrapper, ResidualWrapper, RNNCell
from tensorflow.contrib.seq2seq import AttentionWrapper, BasicDecoder, Helper, dynamic_decode
from tensorflow.contrib.seq2seq.python.ops.attention_wrapper import BahdanauAttention
from tensorflow.python.ops import array_ops, math_ops, variable_scope

MELS, REDUCTION = 4, 2


class LocationAttention(BahdanauAttention):
    def __init__(self, num_units, memory, memory_sequence_length=None, name="LocationAttention"):
        super(LocationAttention, self).__init__(num_units=num_units, memory=memory, memory_sequence_length=memory_sequence_length, probability_fn=None, name=name)
        self.location_convolution = tf.layers.Conv1D(filters=3, kernel_size=5, padding="same", use_bias=True, name="location_features_convolution")
        self.location_layer = tf.layers.Dense(units=num_units, use_bias=False, dtype=tf.float32, name="location_features_layer")

    def __call__(self, query, state):
        with variable_scope.variable_scope(None, "Location_Sensitive_Attention", [query]):
            processed_query = self.query_layer(query) if self.query_layer else query
            features = self.location_layer(self.location_convolution(tf.expand_dims(state, axis=2)))
            v_a = tf.get_variable("attention_variable_projection", shape=[self._num_units], dtype=tf.float32)
            b_a = tf.get_variable("attention_bias", shape=[self._num_units], initializer=tf.zeros_initializer())
            energy = tf.reduce_sum(v_a * tf.tanh(self.keys + tf.expand_dims(processed_query, 1) + features + b_a), [2])
        alignments = self._probability_fn(energy, state)
        return alignments, alignments + state


class PrenetWrapper(RNNCell):
    def __init__(self, cell, sizes):
        super(PrenetWrapper, self).__init__()
        self._cell = cell
        self._sizes = sizes

    @property
    def state_size(self):
        return self._cell.state_size

    @property
    def output_size(self):
        return self._cell.output_size

    def call(self, inputs, state):
        x = inputs
        with tf.variable_scope("decoder_prenet"):
            for i, size in enumerate(self._sizes):
                x = tf.layers.dropout(tf.layers.dense(x, units=size, activation=tf.nn.relu, name="dense_%d" % (i + 1)), rate=0.5)
        return self._cell(x, state)

    def zero_state(self, batch_size, dtype):
        return self._cell.zero_state(batch_size, dtype)


class ConcatWrapper(RNNCell):
    def __init__(self, cell):
        super(ConcatWrapper, self).__init__()
        self._cell = cell

    @property
    def state_size(self):
        return self._cell.state_size

    @property
    def output_size(self):
        return self._cell.output_size + self._cell.state_size.attention

    def call(self, inputs, state):
        output, new_state = self._cell(inputs, state)
        return tf.concat([output, new_state.attention], axis=-1), new_state

    def zero_state(self, batch_size, dtype):
        return self._cell.zero_state(batch_size, dtype)


class FrameHelper(Helper):
    def __init__(self, targets, output_dim, r):
        with tf.name_scope("FrameHelper"):
            self._batch_size = tf.shape(targets)[0]
            self._output_dim = output_dim
            self._targets = targets[:, r - 1 :: r, :]
            self._lengths = tf.tile([tf.shape(self._targets)[1]], [self._batch_size])

    @property
    def batch_size(self):
        return self._batch_size

    @property
    def sample_ids_shape(self):
        return tf.TensorShape([])

    @property
    def sample_ids_dtype(self):
        return tf.int32

    def initialize(self, name=None):
        return (tf.tile([False], [self._batch_size]), tf.tile([[0.0]], [self._batch_size, self._output_dim]))

    def sample(self, time, outputs, state, name=None):
        return tf.tile([0], [self._batch_size])

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        with tf.name_scope(name or "FrameHelper"):
            return (time + 1 >= self._lengths, self._targets[:, time, :], state)


memory = tf.placeholder(tf.float32, [2, 7, 6])
targets = tf.placeholder(tf.float32, [2, None, MELS])
with tf.variable_scope("inference"):
    attention_cell = AttentionWrapper(PrenetWrapper(GRUCell(5), [6, 3]), LocationAttention(5, memory), alignment_history=True, output_attention=False)
    concat_cell = ConcatWrapper(attention_cell)
    decoder_cell = MultiRNNCell([OutputProjectionWrapper(concat_cell, 5), ResidualWrapper(GRUCell(5)), ResidualWrapper(GRUCell(5))], state_is_tuple=True)
    output_cell = OutputProjectionWrapper(decoder_cell, MELS * REDUCTION)
    state = output_cell.zero_state(batch_size=2, dtype=tf.float32)
    (outputs, _), final_state, _ = dynamic_decode(BasicDecoder(output_cell, FrameHelper(targets, MELS, REDUCTION), state), maximum_iterations=4)
    mels = tf.reshape(outputs, [2, -1, MELS])
    post = tf.layers.dense(mels, 9)
alignments = tf.transpose(final_state[0].alignment_history.stack(), [1, 2, 0])
tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.abs(post)))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "tacotron")
