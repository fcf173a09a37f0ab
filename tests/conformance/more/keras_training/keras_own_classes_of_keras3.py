"""Keras 3 the new way: keras.ops, custom optimizer, metric, seed generators."""
import keras
import tensorflow as tf
from keras import layers, ops


class NoisyDense(keras.layers.Layer):
    def __init__(self, units, noise=0.1, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.noise = noise
        self.seed = keras.random.SeedGenerator(3)

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")
        self.calls = self.add_weight(shape=(), initializer="zeros", dtype="int32", trainable=False, name="calls")

    def call(self, x, training=False):
        y = ops.matmul(x, self.w) + self.b
        if training:
            y = y + keras.random.normal(ops.shape(y), seed=self.seed) * self.noise
        self.calls.assign(self.calls + 1)
        return ops.relu(y)


class F1(keras.metrics.Metric):
    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.tp = self.add_variable(shape=(), initializer="zeros", name="tp")
        self.precision = keras.metrics.Precision()

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.tp.assign_add(ops.sum(y_true * y_pred))
        self.precision.update_state(y_true, ops.clip(y_pred, 0, 1))

    def result(self):
        return self.tp + self.precision.result()


class SignSGD(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, name="signsgd", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.previous = [self.add_variable_from_reference(v, name="previous") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        self.assign_sub(variable, ops.sign(gradient) * ops.cast(learning_rate, variable.dtype))

    def get_config(self):
        return super().get_config()


model = keras.Sequential([keras.Input((4,)), NoisyDense(3), layers.Dropout(0.3), layers.Dense(1)])
model.compile(optimizer=SignSGD(0.1), loss="mse", metrics=[F1()])
model.fit(ops.zeros((4, 4)), ops.zeros((4, 1)), batch_size=2, epochs=1, verbose=0)
tf.train.Checkpoint(model=model).save("k3/ck")
tf.train.Checkpoint(opt=model.optimizer).write("k3/opt")
model.save_weights("k3.weights.h5")
