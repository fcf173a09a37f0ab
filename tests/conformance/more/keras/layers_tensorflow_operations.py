"""Operations of TensorFlow inside of layers and on symbolic tensors, which those of Keras 3 refuse."""
import tensorflow as tf

layers = tf.keras.layers


class Pooled(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=(shape[-1],), initializer="ones")

    def call(self, x):
        return tf.reduce_mean(tf.nn.relu(x), axis=1) * self.scale


x = tf.keras.Input((4, 3), name="x")
y = layers.Lambda(lambda t: tf.concat([t, tf.square(t)], axis=-1))(x)
y = Pooled()(y * tf.constant(2.0) + 1.0)
model = tf.keras.Model(x, layers.Dense(2)(y[:, :5]))
tf.train.Checkpoint(model=model).write("inside/ckpt")
tf.train.Checkpoint(scale=tf.Variable(1.0)).write("before/ckpt")
mean = tf.reduce_mean(x, axis=1)
twin = tf.keras.Model(x, layers.Dense(2)(tf.concat([mean, mean], 1)))
tf.train.Checkpoint(twin=twin).write("outside/ckpt")
