"""BERT-style fine-tuning in TF2 with compat layers: encoder as tf.Module with lists, classifier on top, restore of the encoder only, layer-wise lr groups."""
import tensorflow as tf


class Attention(tf.keras.layers.Layer):
    def __init__(self, heads, size, **kw):
        super().__init__(**kw)
        self.q = tf.keras.layers.EinsumDense("abc,cde->abde", output_shape=(None, heads, size), bias_axes="de", name="query")
        self.k = tf.keras.layers.EinsumDense("abc,cde->abde", output_shape=(None, heads, size), bias_axes="de", name="key")
        self.v = tf.keras.layers.EinsumDense("abc,cde->abde", output_shape=(None, heads, size), bias_axes="de", name="value")
        self.o = tf.keras.layers.EinsumDense("abcd,cde->abe", output_shape=(None, heads * size), bias_axes="e", name="output")

    def call(self, x):
        s = tf.einsum("bthd,bshd->bhts", self.q(x), self.k(x))
        return self.o(tf.einsum("bhts,bshd->bthd", tf.nn.softmax(s), self.v(x)))


class Block(tf.keras.layers.Layer):
    def __init__(self, heads, size, **kw):
        super().__init__(**kw)
        self.attention, self.norm1 = Attention(heads, size, name="attention"), tf.keras.layers.LayerNormalization(epsilon=1e-12)
        self.inner, self.norm2 = tf.keras.layers.Dense(4 * heads * size, activation=lambda t: tf.nn.gelu(t, approximate=True)), tf.keras.layers.LayerNormalization()

    def build(self, shape):
        self.outer = tf.keras.layers.Dense(shape[-1])
        super().build(shape)

    def call(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.outer(self.inner(x)))


class Encoder(tf.keras.Model):
    def __init__(self, config):
        super().__init__()
        self.word = tf.keras.layers.Embedding(config["vocab"], config["hidden"])
        self.position = self.add_weight(name="position_embeddings", shape=(config["length"], config["hidden"]), initializer="zeros")
        for i in range(config["layers"]):
            setattr(self, f"layer_{i}", Block(config["heads"], config["hidden"] // config["heads"], name=f"layer_{i}"))
        self.n = config["layers"]
        self.pooler = tf.keras.layers.Dense(config["hidden"], activation="tanh")

    def call(self, ids):
        x = self.word(ids) + self.position[None, : ids.shape[1]]
        for i in range(self.n):
            x = getattr(self, f"layer_{i}")(x)
        return self.pooler(x[:, 0])


class Classifier(tf.keras.Model):
    def __init__(self, encoder, labels):
        super().__init__()
        self.encoder, self.head = encoder, tf.keras.layers.Dense(labels)

    def call(self, ids):
        return self.head(self.encoder(ids))


config = dict(vocab=30, hidden=8, heads=2, layers=2, length=12)
encoder = Encoder(config)
ids = tf.ones([2, 12], tf.int32)
encoder(ids)
pre = tf.train.Checkpoint(encoder=encoder).save("./pretrained")
model = Classifier(Encoder(config), 3)
model(ids)
status = tf.train.Checkpoint(encoder=model.encoder).restore(pre)
status.assert_existing_objects_matched()
body, head = tf.keras.optimizers.AdamW(1e-5), tf.keras.optimizers.Adagrad(1e-2)
with tf.GradientTape(persistent=True) as tape:
    loss = tf.reduce_mean(tf.square(model(ids)))
groups = (body, model.encoder.trainable_variables), (head, model.head.trainable_variables)
for opt, variables in groups:
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
tf.train.Checkpoint(model=model, optimizers=[body, head], best=tf.Variable(0.0)).save("./finetuned")
