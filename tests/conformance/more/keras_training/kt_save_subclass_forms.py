"""A subclassed model in .weights.h5, .h5 and as a SavedModel: which attribute names a layer."""
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.zeta = tf.keras.layers.Dense(2, name="z")
        self.blocks = [tf.keras.layers.Dense(3), tf.keras.layers.Dense(3)]
        self.inner = tf.keras.Sequential([tf.keras.layers.Dense(2)])
        self._hidden = tf.keras.layers.Dense(2)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return self.zeta(self._hidden(self.inner(x)))


net = Net()
net(tf.ones([1, 2]))
net.save_weights("net.weights.h5")
net.save_weights("net.h5")
net.save("net_folder")
