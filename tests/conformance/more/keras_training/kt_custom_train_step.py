"""A model with a train_step and a tracker of its own."""
import tensorflow as tf


class Block(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units)

    def call(self, x):
        return tf.nn.relu(self.dense(x))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block(3)
        self.head = tf.keras.layers.Dense(1)
        self.tracker = tf.keras.metrics.Mean(name="loss")

    def call(self, x):
        return self.head(self.block(x))

    @property
    def metrics(self):
        return [self.tracker]

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


net = Net()
net.compile(optimizer=tf.keras.optimizers.RMSprop(momentum=0.9))
net.fit(tf.ones([4, 2]), tf.ones([4, 1]), epochs=2, verbose=0)
tf.train.Checkpoint(net=net).save("step/ck")
net.save_weights("net.weights.h5")
