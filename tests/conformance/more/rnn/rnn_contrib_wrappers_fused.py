"""Wrappers with variables, embedding, adaptors and static stacked loops."""
import tensorflow as tf

rnn = tf.contrib.rnn
ids = tf.placeholder(tf.int32, [2, 5, 1])
x = tf.placeholder(tf.float32, [2, 5, 6])
steps = tf.unstack(x, axis=1)
with tf.variable_scope("embed"):
    cell = rnn.EmbeddingWrapper(rnn.LSTMCell(4), embedding_classes=9, embedding_size=3)
    tf.nn.dynamic_rnn(cell, ids, dtype=tf.float32)
with tf.variable_scope("attn"):
    cell = rnn.AttentionCellWrapper(rnn.GRUCell(4), attn_length=2, attn_size=3, attn_vec_size=5, input_size=7, state_is_tuple=False)
    rnn.static_rnn(cell, steps, dtype=tf.float32)
with tf.variable_scope("fused"):
    fused = rnn.FusedRNNCellAdaptor(rnn.BasicLSTMCell(3), use_dynamic_rnn=True)
    out, state = fused(tf.transpose(x, [1, 0, 2]), dtype=tf.float32)
    out, state = rnn.TimeReversedFusedRNN(rnn.FusedRNNCellAdaptor(rnn.GRUCell(2)))(tf.unstack(out), dtype=tf.float32, scope="back")
    tf.layers.dense(out[-1], 2, name="top")
with tf.variable_scope("stack"):
    fw = [rnn.DropoutWrapper(rnn.LSTMCell(n), output_keep_prob=0.5) for n in (3, 2)]
    bw = [rnn.DropoutWrapper(rnn.LSTMCell(n), output_keep_prob=0.5) for n in (3, 2)]
    out, _, _ = rnn.stack_bidirectional_rnn(fw, bw, steps, dtype=tf.float32)
    tf.layers.dense(out[0], 2, name="top")
with tf.variable_scope("static"):
    out, state = tf.nn.static_rnn(rnn.OutputProjectionWrapper(rnn.GRUCell(3), 2), steps, dtype=tf.float32, sequence_length=[2, 3], scope="loop")
    out, state = tf.nn.static_bidirectional_rnn(rnn.GRUCell(3), rnn.GRUCell(3), steps, dtype=tf.float32)[:2]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "wrapped")
