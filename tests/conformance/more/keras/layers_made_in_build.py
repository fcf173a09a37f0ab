"""Layers made in build() are counted anew inside a symbolic call; lists of layers, attention and recurrent layers."""

import tensorflow as tf

L = tf.keras.layers


class Block(L.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.norm = L.LayerNormalization(epsilon=1e-6)

    def build(self, input_shape):
        self.dense = L.Dense(self.units)
        self.out = L.Dense(input_shape[-1], name="out")
        super().build(input_shape)

    def call(self, x, training=None):
        return x + self.out(self.dense(self.norm(x)))


class Encoder(L.Layer):
    def __init__(self, n, d):
        super().__init__()
        self.emb = L.Embedding(10, d)
        self.blocks = [Block(2 * d) for _ in range(n)]
        self.drop = L.Dropout(0.1)

    def call(self, x, training=False):
        x = self.emb(x)
        for b in self.blocks:
            x = b(x, training=training)
        return self.drop(x, training=training)


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.enc = Encoder(2, 4)
        self.mha = L.MultiHeadAttention(num_heads=2, key_dim=3)
        self.rnn = tf.keras.Sequential([L.Bidirectional(L.LSTM(3)), L.Dense(2)])

    def call(self, x, training=False):
        h = self.enc(x, training=training)
        h = self.mha(h, h)
        return self.rnn(h)


m = Model()
m(tf.zeros([2, 5], tf.int32))
tf.train.Checkpoint(model=m).write("a")
print(sorted(w.name for w in m.weights))
i = tf.keras.Input((5,), dtype=tf.int32)
m2 = tf.keras.Model(i, Model()(i))
tf.train.Checkpoint(model=m2).write("b")
tf.compat.v1.train.Saver({w.name: w for w in m.weights}).save(None, "n") if hasattr(m.weights[0], "handle") else None
tf.compat.v1.train.Saver({w.name: w for w in m2.weights}).save(None, "n2") if hasattr(m.weights[0], "handle") else None
