"""Methods that share variables by a wrapt decorator, as Sonnet 1 does it: a template for __call__, scopes of methods by their object."""
import abc
import contextlib
import threading

import tensorflow.compat.v1 as tf
import wrapt
from tensorflow.python.ops import variable_scope as variable_scope_ops

tf.disable_v2_behavior()
_STACKS = threading.local()


def stack():
    found = getattr(_STACKS, "modules", None)
    if found is None:
        found = _STACKS.modules = []
    return found


def reuse_variables(method):
    seen = set()

    @wrapt.decorator
    def call_method(wrapped, obj, args, kwargs):
        scope = obj.variable_scope
        with variable_scope_ops._pure_variable_scope(scope, reuse=scope.name in seen) as inner:
            result = wrapped(*args, **kwargs)
        seen.add(inner.name)
        return result

    return call_method(method)


class Module(abc.ABC):
    def __init__(self, name):
        self._template = tf.make_template(name, self._build, create_scope_now_=True)

    @property
    def variable_scope(self):
        return self._template.variable_scope

    @contextlib.contextmanager
    def _noted(self):
        stack().append(self)
        yield
        stack().pop()

    def __call__(self, *args, **kwargs):
        with self._noted():
            return self._template(*args, **kwargs)

    @abc.abstractmethod
    def _build(self, inputs):
        """Makes the output."""


class Coder(Module):
    def __init__(self, size, name="coder"):
        super().__init__(name)
        self.size = size

    @reuse_variables
    def encode(self, x):
        return tf.matmul(x, tf.get_variable("enc", [x.shape[-1], self.size])) + tf.Variable(0.0, name="bias")

    @reuse_variables
    def decode(self, h):
        return tf.matmul(h, tf.get_variable("dec", [self.size, 6]))

    def _build(self, inputs):
        return self.decode(self.encode(inputs)) * tf.get_variable("gain_%d" % len(stack()), [6])


x = tf.placeholder(tf.float32, [4, 6])
coder, other = Coder(3), Coder(5)
y = coder(x)
y = coder.decode(coder.encode(y))
y = other(y)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
