"""Functional model with shared layers (siamese), custom layer with add_weight in build, multi-output, compiled and fitted."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers


class Distance(layers.Layer):
    def __init__(self, units=4, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        first, second = input_shape
        self.proj = self.add_weight(name="proj", shape=(first[-1], self.units), initializer="glorot_uniform", trainable=True)
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        self.seen = self.add_weight(name="seen", shape=(1,), initializer="zeros", trainable=False)
        super().build(input_shape)

    def call(self, inputs):
        a, b = inputs
        return self.scale * tf.reduce_sum(tf.abs(tf.matmul(a, self.proj) - tf.matmul(b, self.proj)), axis=-1, keepdims=True)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def encoder():
    i = Input((12, 12, 1), name="image")
    x = i
    for n in (4, 8):
        x = layers.Conv2D(n, 3, activation="relu", padding="same")(x)
        x = layers.MaxPooling2D()(x)
        x = layers.BatchNormalization()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(i, layers.Dense(6)(x), name="encoder")


enc = encoder()
left, right = Input((12, 12, 1)), Input((12, 12, 1))
embed = layers.Dense(5, activation="relu", name="embed")
a, b = embed(enc(left)), embed(enc(right))
score = layers.Dense(1, activation="sigmoid", name="score")(Distance(name="distance")([a, b]))
aux = layers.Dense(2, name="aux")(layers.Concatenate()([a, b]))
model = Model(inputs=[left, right], outputs=[score, aux])
model.compile(optimizer=tf.keras.optimizers.RMSprop(1e-3, momentum=0.9), loss=["binary_crossentropy", "mse"])
x = np.zeros((4, 12, 12, 1), "float32")
model.fit([x, x], [np.zeros((4, 1)), np.zeros((4, 2))], batch_size=2, epochs=1, verbose=0)
tf.train.Checkpoint(model=model, encoder=enc).save("./siamese")
