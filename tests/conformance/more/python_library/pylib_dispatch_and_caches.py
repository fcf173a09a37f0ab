"""Functions chosen by type, cached, wrapped, and a decorator that counts."""

import functools

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


@functools.singledispatch
def build(value):
    tf.get_variable("other", [1])


@build.register(int)
def _(value):
    tf.get_variable("number", [value])


@build.register(list)
def _(value):
    tf.get_variable("list", value)


@functools.lru_cache(maxsize=None)
def weight(name):
    return tf.get_variable(name, [1])


def counted(function):
    @functools.wraps(function)
    def inside(*args):
        inside.calls += 1
        return function(*args)

    inside.calls = 0
    return inside


@counted
def layer(name):
    return weight(name)


for value in (3, [1, 2], "text"):
    build(value)
layer("shared"), layer("shared")
tf.get_variable("%s_%d" % (layer.__name__, layer.calls), [1])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
