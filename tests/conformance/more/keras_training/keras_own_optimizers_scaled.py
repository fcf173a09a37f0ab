import tensorflow as tf
from tensorflow import keras


class Warm(keras.optimizers.Adam):
    def __init__(self, rate=0.1, **kwargs):
        super().__init__(learning_rate=rate, **kwargs)


def model():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="dense")])


plain = model()
outer = keras.mixed_precision.LossScaleOptimizer(Warm(0.1))
outer.apply_gradients([(tf.ones_like(v), v) for v in plain.trainable_variables])
tf.train.Checkpoint(opt=outer).write("outer")
keras.mixed_precision.set_global_policy("mixed_float16")
mixed = model()
mixed.compile(Warm(0.1), "mse")
mixed.fit(tf.zeros([2, 2]), tf.zeros([2, 1]), verbose=0)
tf.train.Checkpoint(model=mixed).write("compiled")
