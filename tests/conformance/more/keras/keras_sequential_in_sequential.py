import tensorflow as tf
from tensorflow import keras

L = keras.layers


def told():
    return keras.Sequential([keras.Input((3,)), L.Dense(2)])


def declared():
    return keras.Sequential([L.Dense(2, input_shape=(3,)), L.Dense(2)])


def functional():
    i = keras.Input((3,))
    return keras.Model(i, L.Dense(2)(i))


for number, inner in enumerate([told(), declared(), functional(), keras.Sequential([told()]), keras.Sequential([functional()])]):
    outer = keras.Sequential([inner, L.Dense(4)])
    tf.train.Checkpoint(model=outer).write("nested/%d" % number)
later = keras.Sequential()
later.add(told())
later.add(L.Dense(4))
later(tf.zeros([1, 3]))
tf.train.Checkpoint(model=later).write("nested/called")
