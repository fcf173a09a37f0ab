"""Layers that are built by their own and by the program's ``build``, alone, in each other and in a model: Keras 3 opens their scopes."""

import tensorflow as tf
import tensorflow.compat.v1 as tf1


class Block(tf.keras.layers.Layer):
    def __init__(self, **options):
        super().__init__(**options)
        self.inner = tf.keras.layers.Dense(1, name="inner")

    def build(self, shape):
        self.inner.build(shape)
        self.w = self.add_weight(shape=(2,), name="w")
        super().build(shape)

    def call(self, x):
        return self.inner(x)


class Scaled(tf.keras.layers.Dense):
    def build(self, shape):
        super().build(shape)
        self.scale = self.add_weight(shape=(), name="scale")


class Net(tf.keras.Model):
    def __init__(self, name):
        super().__init__(name=name)
        self.block = Block(name="block")
        self.scaled = Scaled(1, name="scaled")

    def build(self, shape):
        self.block.build(shape)
        self.scaled.build(shape)

    def call(self, x):
        return self.scaled(self.block(x))


plain, block, scaled = tf.keras.layers.Dense(1, name="plain"), Block(name="alone"), Scaled(1, name="scaled_alone")
built, called = Net("built"), Net("called")
for layer in (plain, block, scaled, built):
    layer.build((1, 1))
called(tf.ones([1, 1]))
variables = [v for layer in (plain, block, scaled, built, called) for v in layer.variables]
tf1.train.Saver({v.path: v.value for v in variables}).save(None, "./model")
