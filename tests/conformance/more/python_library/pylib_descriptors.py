"""Properties with setters, a descriptor of its own, a cached property."""

import functools

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Doubled:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name, 1)

    def __set__(self, instance, value):
        setattr(instance, self.name, 2 * value)


class Model:
    units = Doubled()

    def __init__(self):
        self._scope = "a"

    @property
    def scope(self):
        return self._scope

    @scope.setter
    def scope(self, value):
        self._scope = value.lower()

    @functools.cached_property
    def weight(self):
        return tf.get_variable(self.scope, [self.units])


model = Model()
model.scope = "NET"
model.units = 3
assert model.weight is model.weight

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
