"""A metaclass registers classes, and its __call__ makes one object of each."""

import six
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
LAYERS = {}


class Registered(type):
    def __new__(mcs, name, bases, attributes):
        made = super(Registered, mcs).__new__(mcs, name, bases, attributes)
        LAYERS[name.lower()] = made
        return made

    def __call__(cls, *args, **kwargs):
        if "only" not in cls.__dict__:
            cls.only = super().__call__(*args, **kwargs)
        return cls.only


class Layer(six.with_metaclass(Registered, object)):
    def __init__(self, units=2):
        self.weight = tf.get_variable(type(self).__name__ + "/w", [units])


class Wide(Layer):
    def __init__(self):
        super().__init__(5)


for name in ("layer", "wide", "wide"):
    LAYERS[name]()

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
