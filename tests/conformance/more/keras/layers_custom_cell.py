"""A cell of the program in RNN, a layer that builds its parts itself, Lambda layers, a shared model."""

import tensorflow as tf
from tensorflow.keras import layers as L, models, regularizers


class CustomCell(L.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), initializer="uniform", name="recurrent_kernel")
        self.built = True

    def call(self, inputs, states):
        prev = states[0]
        out = tf.matmul(inputs, self.kernel) + tf.matmul(prev, self.recurrent_kernel)
        return out, [out]


class Highway(L.Layer):
    def __init__(self, bias=-1.0):
        super().__init__()
        self.b = bias
        self.count = self.add_weight(name="count", shape=(), initializer="zeros", trainable=False, dtype=tf.int32)

    def build(self, s):
        d = s[-1]
        self.t = L.Dense(d, activation="sigmoid", kernel_regularizer=regularizers.l2(1e-4))
        self.h = L.Dense(d, activation="relu")
        self.t.build(s)
        self.h.build(s)

    def call(self, x):
        t = self.t(x)
        return self.h(x) * t + (1 - t) * x


m = models.Sequential(name="tagger")
m.add(L.Embedding(input_dim=50, output_dim=8, input_length=6))
m.add(L.SpatialDropout1D(0.2))
m.add(L.Bidirectional(L.LSTM(5, return_sequences=True)))
m.add(L.RNN(CustomCell(7), return_sequences=True))
m.add(Highway())
m.add(L.TimeDistributed(L.Dense(3, activation="softmax")))
m.build((None, 6))
tf.train.Checkpoint(model=m).save("m/ck")
print([w.name for w in m.weights])
x = L.Input((6, 4))
c = L.Conv1D(8, 3, padding="causal", dilation_rate=2)(x)
c = L.PReLU(shared_axes=[1])(c)
p = L.GlobalMaxPool1D()(c)
q = L.GlobalAveragePooling1D()(c)
merged = L.concatenate([p, q])
lam = L.Lambda(lambda t: tf.reduce_mean(t, axis=-1, keepdims=True))(merged)
dist = L.Lambda(lambda ts: tf.abs(ts[0] - ts[1]))([merged, lam])
out = L.Dense(1)(dist)
siamese = models.Model(x, out)
a, b = L.Input((6, 4)), L.Input((6, 4))
left, right = siamese(a), siamese(b)
d = L.Subtract()([left, right])
full = models.Model(inputs=[a, b], outputs=L.Dense(2)(d))
tf.train.Checkpoint(full=full).write("s")
print([l.name for l in full.layers])
