"""Generators left early, sent to, delegated to, closed; a scope that one holds open."""
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
def scopes():
    for name in ("a", "b", "c"):
        with tf.variable_scope(name):
            yield name
for name in scopes():
    tf.get_variable("w", [1])
    if name == "b":
        break
tf.get_variable("root", [1])
def count():
    i = 0
    while True:
        yield i
        i += 1
g = count()
next(g); next(g)
tf.get_variable("n%d" % next(g), [1])
def echo():
    got = None
    while True:
        got = yield got
e = echo(); next(e)
tf.get_variable("echo_" + e.send("x"), [1])
def inner():
    x = yield 1
    tf.get_variable("inner", [x])
    return "r"
def outer():
    r = yield from inner()
    tf.get_variable("got_" + r, [1])
    try:
        yield 2
    finally:
        tf.get_variable("closed", [1])
o = outer()
next(o); o.send(3); o.close()
for i, x in zip(count(), "ab"):
    tf.get_variable("z%d%s" % (i, x), [1])
import contextlib
@contextlib.contextmanager
def sc(n):
    with tf.variable_scope(n) as s:
        yield s
with sc("q") as s:
    tf.get_variable("w", [1])
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "m/x")
