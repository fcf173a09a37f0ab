"""keras.ops between layers count as operations; attributes set to None and lists in tuples."""

import tensorflow as tf
import keras
from keras import layers, ops


@keras.saving.register_keras_serializable()
class PatchEncoder(layers.Layer):
    def __init__(self, num, dim):
        super().__init__()
        self.num = num
        self.projection = layers.Dense(units=dim)
        self.pos = layers.Embedding(input_dim=num, output_dim=dim)

    def call(self, x):
        p = ops.expand_dims(ops.arange(start=0, stop=self.num, step=1), axis=0)
        return self.projection(x) + self.pos(p)


def mlp(x, units):
    for u in units:
        x = layers.Dense(u, activation=keras.activations.gelu)(x)
        x = layers.Dropout(0.1)(x)
    return x


inp = keras.Input(shape=(4, 6))
e = PatchEncoder(4, 8)(inp)
for _ in range(2):
    x1 = layers.LayerNormalization(epsilon=1e-6)(e)
    a = layers.MultiHeadAttention(num_heads=2, key_dim=8, dropout=0.1)(x1, x1)
    x2 = layers.Add()([a, e])
    x3 = layers.LayerNormalization(epsilon=1e-6)(x2)
    x3 = mlp(x3, [16, 8])
    e = layers.Add()([x3, x2])
r = layers.Flatten()(e)
r = ops.concatenate([r, ops.mean(e, axis=1)], axis=-1)
r = r * 2.0
out = layers.Dense(3)(r)
model = keras.Model(inputs=inp, outputs=out)
print(len(model.layers))
tf.train.Checkpoint(model=model).save("k/ck")


class Holder(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = layers.Dense(2)
        self.pair = (layers.Dense(2), [layers.Dense(2)])
        self.opt = None
        self.opt = layers.Dense(3)
        self.gone = layers.Dense(1)
        self.gone = None
        self.scale = self.add_weight(shape=(2,), name="sc")
        self.tfv = tf.Variable(1.0)

    def call(self, x):
        return self.opt(self.pair[1][0](self.pair[0](self.a(x))))


h = Holder()
h(ops.zeros((1, 2)))
tf.train.Checkpoint(h).write("h")
