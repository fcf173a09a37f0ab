"""Lamb keeps a momentum and a velocity for each variable, one pair after the other."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile(keras.optimizers.Lamb(0.01), "mse")
model.fit(np.zeros((4, 3)), np.zeros((4, 2)), verbose=0)
tf.train.Checkpoint(model=model).write("./lamb")
