"""Enumerations with values, auto, mixed-in numbers and methods."""

import enum

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Width(enum.IntEnum):
    NARROW = 2
    WIDE = enum.auto()

    def scope(self):
        return "width_%s" % self.name.lower()


class Kind(str, enum.Enum):
    DENSE = "dense"
    CONV = "conv"


for width in Width:
    tf.get_variable(width.scope(), [width + 1])
tf.get_variable(Kind("conv").value + "_" + Kind["DENSE"].name + str(len(Kind)), [1])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
