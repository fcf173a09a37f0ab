"""Contexts entered by hand, stacked and swallowing errors; exceptions by hierarchy; sys.exit ends the program."""
import tensorflow.compat.v1 as tf
import contextlib, functools
tf.disable_v2_behavior()
with contextlib.suppress(ValueError, KeyError):
    tf.get_variable("s1", [1])
    raise KeyError("x")
    tf.get_variable("s2", [1])
s = tf.variable_scope("hand"); s.__enter__()
tf.get_variable("w", [1])
s.__exit__(None, None, None)
with contextlib.ExitStack() as st:
    st.enter_context(tf.variable_scope("x1"))
    v = st.enter_context(tf.variable_scope("x2"))
    tf.get_variable("w", [1])
tf.get_variable("out", [1])
@contextlib.contextmanager
def guard(n):
    with tf.variable_scope(n):
        try:
            yield n
        except ValueError:
            tf.get_variable("caught", [1])
with guard("g") as n:
    tf.get_variable("in_" + n, [1])
    raise ValueError("q")
cm = guard("h")
cm.__enter__()
tf.get_variable("hw", [1])
cm.__exit__(None, None, None)
with contextlib.nullcontext("nn") as nn:
    tf.get_variable(nn, [1])
class My(Exception): pass
class Sub(My): pass
def f():
    try:
        raise Sub("m")
    except ValueError:
        tf.get_variable("no", [1])
    except My as e:
        tf.get_variable("sub_" + str(e), [1])
    else:
        tf.get_variable("else", [1])
    finally:
        tf.get_variable("fin", [1])
f()
@functools.wraps(f)

# comment
def g(): pass
tf.get_variable(g.__name__, [1])
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "m/x")
import sys
sys.exit(0)
tf.get_variable("never", [1])
tf.train.Saver().save(session, "m/y")
