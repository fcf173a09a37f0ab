import tensorflow as tf
from tensorflow import keras


class Warm(keras.optimizers.Adam):
    def __init__(self, rate=0.1, **kwargs):
        super().__init__(learning_rate=rate, **kwargs)


model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="dense")])
model.compile(Warm(0.1), "mse")
model.fit(tf.zeros([2, 2]), tf.zeros([2, 1]), verbose=0)
model.save("whole.h5")
model.save("whole.keras")
