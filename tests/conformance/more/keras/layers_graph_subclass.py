"""Keras layers, models and cells in a graph, saved by a plain Saver."""

import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_eager_execution()
L = tf.keras.layers


class Enc(tf.keras.Model):
    def __init__(self):
        super(Enc, self).__init__()
        self.c1 = L.Conv2D(4, 3, name="c1")
        self.bn = L.BatchNormalization()
        self.ds = [L.Dense(3) for _ in range(2)]
        self.rnn = L.LSTM(2)

    def call(self, x, training=False):
        x = self.bn(self.c1(x), training=training)
        x = tf.reduce_mean(x, 1)
        for d in self.ds:
            x = d(x)
        return self.rnn(x)


class Lay(L.Layer):
    def build(self, shape):
        self.k = self.add_weight("k", [int(shape[-1]), 3])
        self.inner = L.Dense(2)
        super(Lay, self).build(shape)

    def call(self, x):
        return self.inner(tf.matmul(x, self.k))


x = tf1.placeholder(tf.float32, [None, 8, 8, 3])
with tf1.variable_scope("model"):
    e = Enc()
    h = e(x)
    h2 = e(x, training=True)
with tf1.name_scope("head"):
    o = Lay(name="lay")(h)
    o2 = Lay()(h2)
seq = tf.keras.Sequential([L.Dense(4), L.Dense(2, name="last")])
y = seq(o)
i = tf.keras.Input((5,))
f = tf.keras.Model(i, L.Dense(2)(L.Dense(3, activation="relu")(i)))
z = f(tf1.placeholder(tf.float32, [None, 5]))
with tf1.variable_scope("again"):
    d = L.Dense(2)
    d(z)
d(o)
bi = L.Bidirectional(L.GRU(2), name="bi")(tf1.placeholder(tf.float32, [None, 4, 3]))
td = L.TimeDistributed(L.Dense(3))(tf1.placeholder(tf.float32, [None, 4, 3]))
emb = L.Embedding(5, 2)(tf1.placeholder(tf.int32, [None, 4]))
st = L.RNN([L.LSTMCell(2), L.LSTMCell(3)])(emb)
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, "m")
