"""Decorators with arguments, of classes and methods; wraps; closures over loop variables; nonlocal counters."""
import functools

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
REGISTRY = {}


def register(name=None):
    def decorate(target):
        REGISTRY[name or target.__name__.lower()] = target
        return target

    return decorate


def in_scope(*names):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            with tf.variable_scope("/".join(names or (function.__name__,))):
                return function(*args, **kwargs)

        return inner

    return decorate


@register()
class Tower:
    def __init__(self, size):
        self.size = size

    @in_scope()

    # the scope is the name of the method
    def build(self, *, suffix=""):
        return tf.get_variable("w" + suffix, [self.size])


@register("flat")
@in_scope("a", "b")
def make_flat(size, *rest, **named):
    return tf.get_variable("_".join(["flat", *rest, *named]), [size])


def counter():
    count = 0

    def more():
        nonlocal count
        count += 1
        return count

    return more


def adding(cls):
    old = cls.__init__

    def __init__(self, *args, **kwargs):
        old(self, *args, **kwargs)
        self.extra = tf.get_variable("extra_" + cls.__name__, [1])

    cls.__init__ = __init__
    return cls


@adding
class Model:
    def __init__(self, size):
        self.w = tf.get_variable("model", [size])


more = counter()
for name in sorted(REGISTRY):
    made = REGISTRY[name](more())
    if name == "tower":
        made.build(suffix=f"_{more()}")
REGISTRY["flat"](4, "x", *"yz", key=1)
tf.get_variable(make_flat.__name__, [1])
Model(3)
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "m/x")
