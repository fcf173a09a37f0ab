"""Prints the names of what layers and models of this TensorFlow's Keras have, before and after they are built and trained.

Runs on Python 3.7 and later, with TensorFlow of any version.
"""

import json

import numpy as np
import tensorflow as tf

K = tf.keras


class Own(K.layers.Layer):
    """A layer of a program."""

    def call(self, x):
        return x


class OwnModel(K.Model):
    """A model of a program."""

    def __init__(self):
        super().__init__()
        self.only_mine = K.layers.Dense(1)

    def call(self, x):
        return self.only_mine(x)


def names() -> "set[str]":
    layer, model, stack = Own(), OwnModel(), K.Sequential([K.layers.Dense(1)])
    found = {*dir(Own), *dir(OwnModel), *dir(layer), *dir(model), *dir(stack)}
    rows, answers = np.zeros((4, 3), "float32"), np.zeros((4, 1), "float32")
    layer(rows)
    stack.build((None, 3))
    model.compile("sgd", "mse")
    model.fit(rows, answers, verbose=0)
    model.evaluate(rows, answers, verbose=0)
    model.predict(rows, verbose=0)
    start = K.layers.Input((3,))
    functional = K.Model(start, K.layers.Dense(1)(start))
    return found | {*dir(layer), *dir(model), *dir(stack), *dir(functional)}


print(json.dumps(sorted(name for name in names() - {"only_mine"} if not name.startswith("__"))))
