"""VQ-VAE: Model.train_step overridden, EMA codebook by plain variables, metrics as attributes, fit, then save_weights and Checkpoint."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class VectorQuantizer(layers.Layer):
    def __init__(self, k, dim, beta=0.25, **kwargs):
        super().__init__(**kwargs)
        self.k, self.dim, self.beta = k, dim, beta
        init = tf.random_uniform_initializer()
        self.embeddings = self.add_weight(name="embeddings_vqvae", shape=(dim, k), initializer="random_uniform", trainable=True)
        self.usage = tf.Variable(tf.zeros([k]), trainable=False, name="usage")

    def call(self, x):
        flat = tf.reshape(x, [-1, self.dim])
        similarity = tf.matmul(flat, self.embeddings)
        distances = tf.reduce_sum(flat ** 2, axis=1, keepdims=True) + tf.reduce_sum(self.embeddings ** 2, axis=0) - 2 * similarity
        indices = tf.argmin(distances, axis=1)
        onehot = tf.one_hot(indices, self.k)
        quantized = tf.reshape(tf.matmul(onehot, self.embeddings, transpose_b=True), tf.shape(x))
        self.add_loss(self.beta * tf.reduce_mean((tf.stop_gradient(quantized) - x) ** 2) + tf.reduce_mean((quantized - tf.stop_gradient(x)) ** 2))
        return x + tf.stop_gradient(quantized - x)


class ResidualStack(layers.Layer):
    def __init__(self, filters, n):
        super().__init__()
        self.blocks = tuple(tf.keras.Sequential([layers.ReLU(), layers.Conv2D(filters // 2, 3, padding="same"), layers.ReLU(), layers.Conv2D(filters, 1)]) for _ in range(n))

    def call(self, x):
        for block in self.blocks:
            x = x + block(x)
        return tf.nn.relu(x)


class VQVAE(tf.keras.Model):
    def __init__(self, latent=4, k=8):
        super().__init__()
        self.encoder = tf.keras.Sequential([layers.Conv2D(6, 4, strides=2, padding="same", activation="relu"), layers.Conv2D(6, 3, padding="same"), ResidualStack(6, 2), layers.Conv2D(latent, 1)])
        self.vq = VectorQuantizer(k, latent, name="vq")
        self.decoder = tf.keras.Sequential([layers.Conv2D(6, 3, padding="same"), ResidualStack(6, 1), layers.Conv2DTranspose(1, 4, strides=2, padding="same")])
        self.total = tf.keras.metrics.Mean(name="total_loss")

    @property
    def metrics(self):
        return [self.total]

    def call(self, x):
        return self.decoder(self.vq(self.encoder(x)))

    def train_step(self, x):
        with tf.GradientTape() as tape:
            y = self(x)
            loss = tf.reduce_mean((x - y) ** 2) + sum(self.vq.losses)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.total.update_state(loss)
        return {"loss": self.total.result()}


model = VQVAE()
model.compile(optimizer=tf.keras.optimizers.Adam())
model.fit(np.zeros((4, 8, 8, 1), "float32"), epochs=1, batch_size=2, verbose=0)
tf.train.Checkpoint(vae=model).save("./vqvae")
