"""Two models and two optimizers, compiled into one model by an own compile()."""
import tensorflow as tf


class Gan(tf.keras.Model):
    def __init__(self, generator, critic):
        super().__init__()
        self.generator, self.critic = generator, critic

    def compile(self, g_optimizer, d_optimizer):
        super().compile()
        self.g_optimizer, self.d_optimizer = g_optimizer, d_optimizer

    def train_step(self, real):
        with tf.GradientTape(persistent=True) as tape:
            fake = self.generator(real)
            d_loss = tf.reduce_mean(self.critic(real)) - tf.reduce_mean(self.critic(fake))
            g_loss = tf.reduce_mean(self.critic(fake))
        for loss, model, optimizer in [(d_loss, self.critic, self.d_optimizer), (g_loss, self.generator, self.g_optimizer)]:
            optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_weights), model.trainable_weights))
        return {"d": d_loss}


def dense(units, name):
    return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(units)], name=name)


gan = Gan(dense(2, "g"), dense(1, "d"))
gan.compile(tf.keras.optimizers.Adam(1e-4), tf.keras.optimizers.SGD(1e-2))
gan.fit(tf.data.Dataset.from_tensor_slices(tf.ones([4, 2])).batch(2), verbose=0)
tf.train.Checkpoint(generator=gan.generator, g_optimizer=gan.g_optimizer, d_optimizer=gan.d_optimizer).save("gan/parts")
tf.train.Checkpoint(gan).write("gan/whole")
