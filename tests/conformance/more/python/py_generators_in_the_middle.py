"""Generators that stop in the middle: next, send, break, contexts held open, delegation."""
import tensorflow.compat.v1 as tf
import contextlib, sys
tf.disable_v2_behavior()
def namer(prefix):
    i = 0
    while True:
        yield "%s_%d" % (prefix, i)
        i += 1
names = namer("layer")
for size in (3, 4):
    tf.get_variable(next(names), [size])
def pairs():
    for i in range(5):
        with tf.variable_scope("p%d" % i):
            yield i
for k in pairs():
    if k == 2:
        break
    tf.get_variable("v", [k + 1])
tf.get_variable("outside", [1])
@contextlib.contextmanager
def both(a, b):
    with tf.variable_scope(a):
        with tf.variable_scope(b):
            yield a + b
with both("x", "y") as n:
    tf.get_variable(n, [1])
def echo():
    got = None
    while True:
        got = yield got
e = echo()
next(e)
tf.get_variable(e.send("sent"), [1])
def outer():
    yield from (("a%d" % i) for i in range(2))
    yield "last"
for n in outer():
    tf.get_variable(n, [1])
g = outer()
first = next(g)
rest = list(g)
tf.get_variable("rest_%d_%s" % (len(rest), first), [1])
def find():
    for x in namer("q"):
        if x.endswith("7"):
            return x
tf.get_variable(find(), [1])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
