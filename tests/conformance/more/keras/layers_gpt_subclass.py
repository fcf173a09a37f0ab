"""Layers under setattr names, in lists and dicts; averages of trainable weights; a mixed precision policy."""

import tensorflow as tf


class Head(tf.keras.layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.qkv = tf.keras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 3 * n), bias_axes="d")

    def call(self, x):
        q, k, v = tf.split(self.qkv(x), 3, axis=-1)
        return tf.matmul(tf.nn.softmax(tf.matmul(q, k, transpose_b=True)), v)


class GPT(tf.keras.Model):
    def __init__(self, depth, dim, vocab):
        super().__init__(name="gpt")
        self.tok = tf.keras.layers.Embedding(vocab, dim, name="wte")
        self.pos = self.add_weight(name="wpe", shape=(16, dim))
        for i in range(depth):
            setattr(self, f"h{i}", Head(dim))
        self.norms = [tf.keras.layers.LayerNormalization() for _ in range(depth)]
        self.misc = {"ln": tf.keras.layers.LayerNormalization(), "k": [tf.Variable(tf.zeros([2])), 3], "n": None}
        self.depth = depth
        self.head = tf.keras.layers.Dense(vocab, use_bias=False)

    def call(self, ids):
        x = self.tok(ids) + self.pos[: ids.shape[1]]
        for i in range(self.depth):
            x = x + getattr(self, f"h{i}")(self.norms[i](x))
        return self.head(self.misc["ln"](x))


class Trainer(tf.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.step = tf.Variable(0, dtype=tf.int64)
        self.ema = [tf.Variable(v) for v in model.trainable_variables]


g = GPT(2, 8, 11)
g(tf.zeros([1, 4], tf.int32))
t = Trainer(g)
tf.train.Checkpoint(trainer=t).save("g/ck")
tf.train.Checkpoint(model=g, step=t.step).write("h")
print(len(g.weights), g.count_params())
frozen = GPT(1, 4, 5)
frozen.trainable = False
frozen(tf.zeros([1, 3], tf.int32))
print(len(frozen.trainable_weights), len(frozen.non_trainable_weights))
tf.keras.mixed_precision.set_global_policy("mixed_float16")
d = tf.keras.Sequential([tf.keras.layers.Input((3,)), tf.keras.layers.Dense(4), tf.keras.layers.Dense(2, dtype="float64")])
tf.train.Checkpoint(d=d).write("d")
