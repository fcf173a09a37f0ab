"""Monotonic mechanisms, several mechanisms at once, given attention layers, custom and scheduled helpers."""
import tensorflow as tf

seq2seq = tf.contrib.seq2seq
memory = tf.placeholder(tf.float32, [2, 7, 6])
x = tf.placeholder(tf.float32, [2, 4, 3])
lengths = tf.placeholder(tf.int32, [2])
with tf.variable_scope("multi"):
    mechanisms = [seq2seq.LuongMonotonicAttention(5, memory, scale=True), seq2seq.BahdanauMonotonicAttention(4, memory, normalize=True)]
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.LSTMCell(5), mechanisms, attention_layer_size=[3, 2], alignment_history=True)
    helper = seq2seq.ScheduledOutputTrainingHelper(x, lengths, 0.5, next_inputs_fn=lambda outputs: tf.layers.dense(outputs, 3, name="next"))
    decoder = seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), output_layer=tf.layers.Dense(8))
    outputs, state, _ = seq2seq.dynamic_decode(decoder, output_time_major=True)
    tf.layers.dense(outputs.rnn_output, 2)
with tf.variable_scope("given"):
    layer = tf.layers.Dense(7, name="mix")
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(6), seq2seq.LuongAttention(6, memory, dtype=tf.float32), attention_layer=layer, name="wrapped")
    table = tf.get_variable("table", [9, 3])
    helper = seq2seq.ScheduledEmbeddingTrainingHelper(x, lengths, lambda ids: tf.nn.embedding_lookup(table, ids), 0.1)
    seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32)), scope="loop")
with tf.variable_scope("custom"):
    cell = tf.nn.rnn_cell.GRUCell(3)
    helper = seq2seq.InferenceHelper(lambda outputs: outputs, [3], tf.float32, x[:, 0], lambda ids: tf.tile([False], [2]))
    seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32)), maximum_iterations=3)
    with tf.variable_scope("embedding_in_function"):
        helper = seq2seq.GreedyEmbeddingHelper(lambda ids: tf.nn.embedding_lookup(tf.get_variable("own", [3, 3]), ids), tf.fill([2], 1), 2)
        with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):
            seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32)), maximum_iterations=3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "mono")
