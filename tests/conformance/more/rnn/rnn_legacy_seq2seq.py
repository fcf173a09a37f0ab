"""The old encoder-decoders over lists, with buckets, tied embeddings and an undecided feed_previous."""
import tensorflow as tf

legacy = tf.contrib.legacy_seq2seq
enc = [tf.placeholder(tf.int32, [None]) for _ in range(4)]
dec = [tf.placeholder(tf.int32, [None]) for _ in range(4)]
weights = [tf.placeholder(tf.float32, [None]) for _ in range(4)]


def cell():
    return tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.GRUCell(5) for _ in range(2)])


w = tf.get_variable("proj_w", [5, 11])
b = tf.get_variable("proj_b", [11])


def seq2seq_f(encoder_inputs, decoder_inputs):
    return legacy.embedding_attention_seq2seq(encoder_inputs, decoder_inputs, cell(), 10, 11, 5, output_projection=(w, b), feed_previous=False)


outputs, losses = legacy.model_with_buckets(enc, dec, dec, weights, [(2, 3), (4, 4)], lambda x, y: seq2seq_f(x, y))
with tf.variable_scope("plain"):
    legacy.embedding_rnn_seq2seq(enc, dec, tf.contrib.rnn.BasicLSTMCell(3), 10, 11, 4, feed_previous=True)
with tf.variable_scope("undecided"):
    legacy.embedding_rnn_seq2seq(enc, dec, tf.contrib.rnn.BasicLSTMCell(3), 10, 11, 4, feed_previous=tf.constant(True))
with tf.variable_scope("tied"):
    legacy.embedding_tied_rnn_seq2seq(enc, dec, tf.contrib.rnn.BasicLSTMCell(4), 10, 4)
with tf.variable_scope("basic"):
    xs = [tf.placeholder(tf.float32, [2, 3]) for _ in range(3)]
    legacy.basic_rnn_seq2seq(xs, xs, tf.contrib.rnn.GRUCell(2))
with tf.variable_scope("heads"):
    states = tf.placeholder(tf.float32, [2, 6, 7])
    outs, state = legacy.attention_decoder(xs, tf.zeros([2, 3]), states, tf.contrib.rnn.GRUCell(3), output_size=4, num_heads=2, loop_function=lambda prev, i: tf.matmul(prev, tf.ones([4, 3])), initial_state_attention=True)
    legacy.rnn_decoder(xs, state, tf.contrib.rnn.GRUCell(3), scope="simple")
tf.train.GradientDescentOptimizer(0.5).minimize(losses[0])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "translate")
