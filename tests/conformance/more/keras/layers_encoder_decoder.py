"""Subclassed encoder and decoder with attention, called with states."""

import tensorflow as tf


class Encoder(tf.keras.Model):
    def __init__(self, vocab, dim, units):
        super(Encoder, self).__init__()
        self.units = units
        self.embedding = tf.keras.layers.Embedding(vocab, dim)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True, recurrent_initializer="glorot_uniform")

    def call(self, x, hidden):
        x = self.embedding(x)
        output, state = self.gru(x, initial_state=hidden)
        return output, state

    def initialize_hidden_state(self, batch):
        return tf.zeros((batch, self.units))


class BahdanauAttention(tf.keras.layers.Layer):
    def __init__(self, units):
        super(BahdanauAttention, self).__init__()
        self.W1 = tf.keras.layers.Dense(units)
        self.W2 = tf.keras.layers.Dense(units)
        self.V = tf.keras.layers.Dense(1)

    def call(self, query, values):
        q = tf.expand_dims(query, 1)
        score = self.V(tf.nn.tanh(self.W1(q) + self.W2(values)))
        w = tf.nn.softmax(score, axis=1)
        context = tf.reduce_sum(w * values, axis=1)
        return context, w


class Decoder(tf.keras.Model):
    def __init__(self, vocab, dim, units):
        super(Decoder, self).__init__()
        self.embedding = tf.keras.layers.Embedding(vocab, dim)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(vocab)
        self.attention = BahdanauAttention(units)

    def call(self, x, hidden, enc_output):
        context, w = self.attention(hidden, enc_output)
        x = self.embedding(x)
        x = tf.concat([tf.expand_dims(context, 1), x], axis=-1)
        output, state = self.gru(x)
        output = tf.reshape(output, (-1, output.shape[2]))
        return self.fc(output), state, w


enc = Encoder(20, 4, 6)
dec = Decoder(30, 4, 6)
hidden = enc.initialize_hidden_state(2)
out, h = enc(tf.zeros([2, 5], tf.int32), hidden)
p, _, _ = dec(tf.zeros([2, 1], tf.int32), h, out)
ck = tf.train.Checkpoint(encoder=enc, decoder=dec)
ck.save("t/ck")
tf.compat.v1.train.Saver(enc.variables + dec.variables).save(None, "n")
