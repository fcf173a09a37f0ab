"""A class derived from Dense, a Sequential model filled by add(), heads in a dict, build() with a shape."""

import tensorflow as tf
from tensorflow import keras


class MyDense(keras.layers.Dense):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(name="scale", shape=(self.units,))

    def call(self, x):
        return super().call(x) * self.scale


class Attn(keras.layers.Layer):
    def __init__(self, h):
        super(Attn, self).__init__(name="attn")
        self.wq = keras.layers.Dense(h, use_bias=False)
        self.wk = keras.layers.Dense(h, use_bias=False)
        self.v = self.add_weight(shape=(h,), name="v", trainable=True)
        self.counter = tf.Variable(0, trainable=False, dtype=tf.int64)

    def call(self, q, k=None, mask=None):
        return tf.matmul(self.wq(q), self.wk(k), transpose_b=True)


class Net(keras.Model):
    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg
        self.stem = keras.Sequential(name="stem")
        for i, w in enumerate(cfg["widths"]):
            self.stem.add(MyDense(w, activation="relu", name=f"d{i}"))
        self.attn = Attn(4)
        self.heads = {}
        for k in cfg["heads"]:
            self.heads[k] = keras.layers.Dense(cfg["heads"][k])

    def call(self, x):
        h = self.stem(x)
        a = self.attn(h, k=h)
        return {k: head(h) for k, head in self.heads.items()}


net = Net({"widths": [4, 6], "heads": {"a": 1, "b": 2}})
net(tf.ones([2, 3, 5]))
ck = tf.train.Checkpoint(net=net, step=tf.Variable(0))
ck.save("x/ck")
print([w.name for w in net.trainable_weights])
net2 = Net({"widths": [4], "heads": {"z": 1}})
net2.build((None, 3, 5))
tf.train.Checkpoint(net2).write("y")
