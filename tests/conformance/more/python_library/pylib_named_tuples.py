"""Named tuples derived from, with defaults, replaced and unpacked."""

import collections
from typing import NamedTuple

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Block(collections.namedtuple("Block", ["scope", "units", "rate"])):
    __slots__ = ()

    def __new__(cls, scope, units=2, rate=1):
        return super(Block, cls).__new__(cls, scope, units, rate)

    @property
    def size(self):
        return self.units * self.rate


class Spec(NamedTuple):
    name: str
    size: int = 5


for block in (Block("a"), Block("b", rate=3)._replace(units=4)):
    scope, *_ = block
    tf.get_variable(scope, [block.size])
tf.get_variable("_".join("%s%s" % pair for pair in Spec("n")._asdict().items()), [Spec("n")[1]])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
