"""Losses as objects, derived and by name; the optimizer is given variables that the loss does not depend on."""
import tensorflow as tf


class Weighted(tf.keras.losses.Loss):
    def __init__(self, factor, **options):
        super().__init__(**options)
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * tf.square(y_true - y_pred)


used, other = tf.Variable([1.0, 2.0], name="used"), tf.Variable([1.0, 2.0], name="other")
target = tf.constant([0.0, 1.0])
losses = {
    "class": tf.keras.losses.BinaryCrossentropy(from_logits=True),
    "plain": tf.keras.losses.MeanSquaredError(reduction="none"),
    "own": Weighted(2.0, name="weighted"),
    "named": tf.keras.losses.get("mse"),
}
for name, loss in losses.items():
    optimizer = tf.compat.v1.train.MomentumOptimizer(0.1, 0.9)
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(loss(target, used))
    gradients = tape.gradient(value, [used, other])
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, [used, other]) if g is not None])
    tf.train.Checkpoint(optimizer=optimizer, used=used, other=other).write(name)
