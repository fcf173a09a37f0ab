"""A decoder written with while_loop and TensorArray; sampled losses."""
import tensorflow as tf

B, T, V, H, E = 2, 4, 12, 5, 3
x = tf.placeholder(tf.int32, [B, T])
with tf.variable_scope("encoder"):
    emb = tf.get_variable("emb", [V, E])
    _, enc = tf.nn.dynamic_rnn(tf.contrib.rnn.GRUCell(H), tf.nn.embedding_lookup(emb, x), dtype=tf.float32)
mu, logvar = tf.split(tf.contrib.layers.fully_connected(enc, 2 * H, activation_fn=None, scope="latent") if False else tf.layers.dense(enc, 2 * H, name="latent"), 2, axis=1)
z = mu + tf.exp(logvar / 2) * tf.random_normal([B, H])
with tf.variable_scope("decoder"):
    cell = tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.GRUCell(H), tf.contrib.rnn.GRUCell(H)])
    project = tf.layers.Dense(V, name="project")
    outputs = tf.TensorArray(tf.float32, size=T)

    def step(t, state, token, outputs):
        out, state = cell(tf.nn.embedding_lookup(emb, token), state)
        logits = project(out)
        return t + 1, state, tf.argmax(logits, 1, output_type=tf.int32), outputs.write(t, logits)

    _, state, _, outputs = tf.while_loop(lambda t, *_: t < T, step, [tf.constant(0), (z, z), tf.zeros([B], tf.int32), outputs])
    logits = tf.transpose(outputs.stack(), [1, 0, 2])
    w = tf.get_variable("nce_w", [V, H])
    b = tf.get_variable("nce_b", [V])
    nce = tf.nn.nce_loss(w, b, tf.reshape(x[:, 0], [B, 1]), state[0], 3, V)
    sampled = tf.nn.sampled_softmax_loss(w, b, tf.reshape(x[:, 0], [B, 1]), state[0], 3, V)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=x, logits=tf.reshape(logits, [B, T, V]))) + tf.reduce_mean(nce + sampled)
tf.train.AdagradOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "vae")
