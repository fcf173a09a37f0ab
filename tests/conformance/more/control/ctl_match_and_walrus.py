"""Match statements over classes, sequences and mappings; the walrus in conditions and comprehensions."""
from dataclasses import dataclass

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


@dataclass
class Dense:
    units: int
    name: str = "dense"


class Conv:
    __match_args__ = ("filters", "kernel")

    def __init__(self, filters, kernel):
        self.filters, self.kernel = filters, kernel


def build(i, spec):
    with tf.variable_scope(f"layer{i}"):
        match spec:
            case Dense(units=u, name="head"):
                tf.get_variable("head", [u])
            case Dense(u) if u > 4:
                tf.get_variable("wide", [u])
            case Dense():
                tf.get_variable("dense", [spec.units])
            case Conv(f, (h, w)) | Conv(f, [h, w, *_]):
                tf.get_variable("conv", [h, w, f])
            case {"kind": "norm", **rest}:
                tf.get_variable("norm_" + "_".join(sorted(rest)), [1])
            case ["seq", first, *others]:
                tf.get_variable("seq", [first, len(others)])
            case str(text) | int(text):
                tf.get_variable(f"literal_{text}", [1])
            case None:
                tf.get_variable("nothing", [1])
            case _:
                tf.get_variable("other", [1])


for i, spec in enumerate([Dense(8), Dense(2), Dense(3, "head"), Conv(4, (3, 3)), {"kind": "norm", "eps": 1}, ["seq", 2, 0, 0], "a", 7, None, 1.5]):
    build(i, spec)
if (n := len("abc")) > 2:
    tf.get_variable("walrus", [n])
sizes = [last := s for s in (1, 2, 5)]
tf.get_variable("last", [last])
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "m/x")
