"""Loops left by break and return inside try and finally, else parts, a variable made late in a long loop."""
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()


def find(names, wanted):
    for name in names:
        try:
            if name != wanted:
                continue
            return tf.get_variable("found_" + name, [1])
        finally:
            tf.get_variable("seen_" + name, [1])
    else:
        tf.get_variable("none_" + wanted, [1])


find("ab", "b")
find("cd", "x")
n = 8
while n > 1:
    n //= 2
    if n == 3:
        break
else:
    tf.get_variable("halved", [n])
for step in range(400):
    if step == 350:
        tf.get_variable("late", [2])
makers = [lambda size=i: tf.get_variable("l%d" % size, [size + 1]) for i in range(2)]
late_bound = [lambda: i for i in range(3)]
for make in makers:
    make()
tf.get_variable("bound_%d" % late_bound[0](), [1])
depth = 0


def nested(level):
    global depth
    depth += 1
    if level:
        with tf.variable_scope("n%d" % level):
            nested(level - 1)
    else:
        tf.get_variable("w", [depth])


nested(5)
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "m/x")
