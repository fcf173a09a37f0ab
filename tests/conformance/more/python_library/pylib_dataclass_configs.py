"""Dataclasses: inherited fields, factories, fields made after, replace, asdict."""

from dataclasses import asdict, dataclass, field, fields, replace

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


@dataclass
class Base:
    units: int = 4
    names: list = field(default_factory=lambda: ["a"])


@dataclass
class Config(Base):
    scope: str = "net"
    doubled: int = field(init=False)

    def __post_init__(self):
        self.doubled = 2 * self.units


config = replace(Config(3), scope="other")
tf.get_variable("/".join([config.scope, *config.names]), [config.units, config.doubled])
tf.get_variable("_".join(f.name for f in fields(config)), [len(asdict(config))])
tf.get_variable("equal_%s" % (Config(3) == Config(3)), [1])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
