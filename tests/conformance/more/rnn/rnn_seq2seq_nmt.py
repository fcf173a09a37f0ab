"""An encoder and decoder with attention: training, greedy and beam search decoding in one graph, GNMT's own cell."""
import tensorflow as tf
from tensorflow.contrib.seq2seq.python.ops import attention_wrapper
from tensorflow.python.layers import core as layers_core

SRC, TGT, UNITS, LAYERS, BEAM = 20, 22, 8, 3, 2


class GNMTAttentionMultiCell(tf.nn.rnn_cell.MultiRNNCell):
    def __init__(self, attention_cell, cells, use_new_attention=False):
        cells = [attention_cell] + cells
        self.use_new_attention = use_new_attention
        super(GNMTAttentionMultiCell, self).__init__(cells, state_is_tuple=True)

    def __call__(self, inputs, state, scope=None):
        with tf.variable_scope(scope or "multi_rnn_cell"):
            new_states = []
            with tf.variable_scope("cell_0_attention"):
                cur_inp, new_attention_state = self._cells[0](inputs, state[0])
                new_states.append(new_attention_state)
            for i in range(1, len(self._cells)):
                with tf.variable_scope("cell_%d" % i):
                    cell = self._cells[i]
                    cur_inp = tf.concat([cur_inp, new_attention_state.attention], -1)
                    cur_inp, new_state = cell(cur_inp, state[i])
                    new_states.append(new_state)
        return cur_inp, tuple(new_states)


def single_cell(units):
    return tf.contrib.rnn.DropoutWrapper(tf.contrib.rnn.BasicLSTMCell(units, forget_bias=1.0), input_keep_prob=0.8)


source = tf.placeholder(tf.int32, [None, None])
lengths = tf.placeholder(tf.int32, [None])
target = tf.placeholder(tf.int32, [None, None])
with tf.variable_scope("embeddings"):
    src = tf.get_variable("encoder", [SRC, UNITS])
    tgt = tf.get_variable("decoder", [TGT, UNITS])
with tf.variable_scope("dynamic_seq2seq"):
    with tf.variable_scope("encoder") as scope:
        emb = tf.nn.embedding_lookup(src, source)
        bi_outputs, bi_state = tf.nn.bidirectional_dynamic_rnn(single_cell(UNITS), single_cell(UNITS), emb, dtype=scope.dtype, sequence_length=lengths)
        cell = tf.contrib.rnn.MultiRNNCell([single_cell(UNITS) for _ in range(LAYERS - 1)])
        encoder_outputs, encoder_state = tf.nn.dynamic_rnn(cell, tf.concat(bi_outputs, -1), dtype=scope.dtype, sequence_length=lengths)
        encoder_state = (bi_state[1],) + encoder_state
    with tf.variable_scope("output_projection"):
        output_layer = layers_core.Dense(TGT, use_bias=False, name="output_projection")


def decoder(mode, reuse):
    with tf.variable_scope("dynamic_seq2seq/decoder", reuse=reuse) as scope:
        memory, memory_lengths, state = encoder_outputs, lengths, encoder_state
        batch = tf.shape(source)[0]
        if mode == "beam":
            memory = tf.contrib.seq2seq.tile_batch(memory, BEAM)
            memory_lengths = tf.contrib.seq2seq.tile_batch(memory_lengths, BEAM)
            state = tf.contrib.seq2seq.tile_batch(state, BEAM)
            batch = batch * BEAM
        mechanism = tf.contrib.seq2seq.BahdanauAttention(UNITS, memory, memory_sequence_length=memory_lengths, normalize=True)
        cells = [single_cell(UNITS) for _ in range(LAYERS)]
        attention_cell = tf.contrib.seq2seq.AttentionWrapper(cells.pop(0), mechanism, attention_layer_size=None, output_attention=False, alignment_history=mode == "greedy", name="attention")
        cell = GNMTAttentionMultiCell(attention_cell, cells)
        zero = cell.zero_state(batch, tf.float32)
        start = tuple(z.clone(cell_state=s) if isinstance(z, tf.contrib.seq2seq.AttentionWrapperState) else s for z, s in zip(zero, state))
        if mode == "train":
            helper = tf.contrib.seq2seq.TrainingHelper(tf.nn.embedding_lookup(tgt, target), lengths)
            my_decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, start)
        elif mode == "greedy":
            helper = tf.contrib.seq2seq.GreedyEmbeddingHelper(tgt, tf.fill([tf.shape(source)[0]], 1), 2)
            my_decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, start, output_layer=output_layer)
        else:
            my_decoder = tf.contrib.seq2seq.BeamSearchDecoder(cell=cell, embedding=tgt, start_tokens=tf.fill([tf.shape(source)[0]], 1), end_token=2, initial_state=start, beam_width=BEAM, output_layer=output_layer)
        outputs, final, _ = tf.contrib.seq2seq.dynamic_decode(my_decoder, maximum_iterations=5, scope=scope)
        return outputs, final


outputs, _ = decoder("train", None)
logits = output_layer(outputs.rnn_output)
loss = tf.contrib.seq2seq.sequence_loss(logits, target, tf.ones_like(target, dtype=tf.float32))
tf.train.GradientDescentOptimizer(0.1).minimize(loss)
greedy, final = decoder("greedy", True)
history = final[0].alignment_history.stack()
beams, _ = decoder("beam", True)
ids = beams.predicted_ids
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver(tf.global_variables()).save(sess, "nmt")
