"""Seq2seq NMT: bidirectional encoder, Luong attention decoder with beam search at inference, HParams, graph builder class."""

import tensorflow as tf
from tensorflow.python.layers import core as layers_core


def create_hparams(**kw):
    hp = tf.contrib.training.HParams(
        num_units=8,
        num_layers=2,
        unit_type="lstm",
        encoder_type="bi",
        attention="scaled_luong",
        src_vocab=20,
        tgt_vocab=25,
        dropout=0.2,
        residual=True,
        beam_width=3,
        max_gradient_norm=5.0,
        optimizer="adam",
        num_buckets=1,
    )
    return hp.override_from_dict(kw) if kw else hp


def _single_cell(hp, residual, mode):
    dropout = hp.dropout if mode == tf.contrib.learn.ModeKeys.TRAIN else 0.0
    if hp.unit_type == "lstm":
        cell = tf.contrib.rnn.BasicLSTMCell(hp.num_units, forget_bias=1.0)
    else:
        cell = tf.contrib.rnn.GRUCell(hp.num_units)
    if dropout > 0.0:
        cell = tf.contrib.rnn.DropoutWrapper(cell=cell, input_keep_prob=(1.0 - dropout))
    return tf.contrib.rnn.ResidualWrapper(cell) if residual else cell


def create_cell(hp, n, residual_layers, mode):
    cells = [_single_cell(hp, i >= n - residual_layers, mode) for i in range(n)]
    return cells[0] if len(cells) == 1 else tf.contrib.rnn.MultiRNNCell(cells)


class Model(object):
    def __init__(self, hp, mode, scope=None):
        self.hp, self.mode = hp, mode
        init = tf.random_uniform_initializer(-0.1, 0.1)
        tf.get_variable_scope().set_initializer(init)
        with tf.variable_scope("embeddings", dtype=tf.float32):
            with tf.variable_scope("encoder"):
                self.emb_enc = tf.get_variable("embedding_encoder", [hp.src_vocab, hp.num_units])
            with tf.variable_scope("decoder"):
                self.emb_dec = tf.get_variable("embedding_decoder", [hp.tgt_vocab, hp.num_units])
        with tf.variable_scope("build_network"):
            with tf.variable_scope("decoder/output_projection"):
                self.output_layer = layers_core.Dense(hp.tgt_vocab, use_bias=False, name="output_projection")
        self.src = tf.placeholder(tf.int32, [4, 7])
        self.lens = tf.placeholder(tf.int32, [4])
        self.tgt = tf.placeholder(tf.int32, [4, 6])
        with tf.variable_scope(scope or "dynamic_seq2seq"):
            out, state = self.encoder()
            logits = self.decoder(out, state)
            if mode == tf.contrib.learn.ModeKeys.TRAIN:
                ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.tgt, logits=logits)
                self.loss = tf.reduce_sum(ce) / 4.0
        self.global_step = tf.Variable(0, trainable=False)
        if mode == tf.contrib.learn.ModeKeys.TRAIN:
            params = tf.trainable_variables()
            self.lr = tf.constant(0.001)
            opt = tf.train.AdamOptimizer(self.lr) if hp.optimizer == "adam" else tf.train.GradientDescentOptimizer(self.lr)
            gradients = tf.gradients(self.loss, params, colocate_gradients_with_ops=True)
            clipped, _ = tf.clip_by_global_norm(gradients, hp.max_gradient_norm)
            self.update = opt.apply_gradients(zip(clipped, params), global_step=self.global_step)
        self.saver = tf.train.Saver(tf.global_variables(), max_to_keep=5)

    def encoder(self):
        hp = self.hp
        with tf.variable_scope("encoder") as scope:
            emb = tf.nn.embedding_lookup(self.emb_enc, self.src)
            n = int(hp.num_layers / 2)
            fw, bw = create_cell(hp, n, 0, self.mode), create_cell(hp, n, 0, self.mode)
            outs, states = tf.nn.bidirectional_dynamic_rnn(fw, bw, emb, dtype=scope.dtype, sequence_length=self.lens, swap_memory=True)
            if n == 1:
                return tf.concat(outs, -1), states
            flat = []
            for i in range(n):
                flat += [states[0][i], states[1][i]]
            return tf.concat(outs, -1), tuple(flat)

    def decoder(self, memory, state):
        hp = self.hp
        lens, batch = self.lens, 4
        with tf.variable_scope("decoder") as scope:
            if self.mode == tf.contrib.learn.ModeKeys.INFER:
                memory = tf.contrib.seq2seq.tile_batch(memory, multiplier=hp.beam_width)
                lens = tf.contrib.seq2seq.tile_batch(lens, multiplier=hp.beam_width)
                state = tf.contrib.seq2seq.tile_batch(state, multiplier=hp.beam_width)
                batch = batch * hp.beam_width
            mech = tf.contrib.seq2seq.LuongAttention(hp.num_units, memory, memory_sequence_length=lens, scale=True)
            cell = create_cell(hp, hp.num_layers, 1, self.mode)
            cell = tf.contrib.seq2seq.AttentionWrapper(
                cell, mech, attention_layer_size=hp.num_units, alignment_history=False, name="attention"
            )
            initial = cell.zero_state(batch, tf.float32).clone(cell_state=state)
            if self.mode != tf.contrib.learn.ModeKeys.INFER:
                helper = tf.contrib.seq2seq.TrainingHelper(tf.nn.embedding_lookup(self.emb_dec, self.tgt), tf.fill([4], 6))
                dec = tf.contrib.seq2seq.BasicDecoder(cell, helper, initial)
                outputs, _, _ = tf.contrib.seq2seq.dynamic_decode(dec, output_time_major=False, swap_memory=True, scope=scope)
                return self.output_layer(outputs.rnn_output)
            dec = tf.contrib.seq2seq.BeamSearchDecoder(
                cell=cell,
                embedding=self.emb_dec,
                start_tokens=tf.fill([4], 1),
                end_token=2,
                initial_state=initial,
                beam_width=hp.beam_width,
                output_layer=self.output_layer,
            )
            outputs, _, _ = tf.contrib.seq2seq.dynamic_decode(dec, maximum_iterations=10, scope=scope)
            return outputs.predicted_ids


hp = create_hparams(num_layers=2)
for mode, name in ((tf.contrib.learn.ModeKeys.TRAIN, "train"), (tf.contrib.learn.ModeKeys.INFER, "infer")):
    graph = tf.Graph()
    with graph.as_default(), tf.container(name):
        model = Model(hp, mode)
        with tf.Session(graph=graph) as sess:
            sess.run(tf.global_variables_initializer())
            model.saver.save(sess, "./" + name + ".ckpt")
