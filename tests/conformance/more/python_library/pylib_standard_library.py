"""Regular expressions, counters, queues, iterators and operators."""

import collections
import functools
import itertools
import operator
import re

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
match = re.match(r"(?P<scope>\w+)/block_(\d+)", "net/block_12")
digits = re.compile("[0-9]+")
tf.get_variable(match.group("scope") + digits.sub(lambda found: "n%d" % len(found.group()), "a1b22"), [int(match.group(2))])
numbers = itertools.count(3)
tf.get_variable("next_%d_%d" % (next(numbers), next(numbers)), [1])
word, count = collections.Counter("abcab").most_common(1)[0]
tf.get_variable("most_%s%d" % (word, count), [1])
queue = collections.deque([1, 2, 3], maxlen=3)
queue.append(4)
chained = collections.ChainMap({"a": 1}, {"a": 2, "b": 3})
tf.get_variable("queue_%d_%d_%d" % (queue[0], chained["a"], chained["b"]), list(queue))
tf.get_variable(functools.reduce(operator.add, map(operator.itemgetter("name"), [{"name": "x"}, {"name": "y"}])), [1])
for key, group in itertools.groupby(["aa", "ab", "b"], key=lambda text: text[0]):
    tf.get_variable("group_" + key, [len(list(group))])
tf.get_variable("best_%s" % max([("a", 1), ("b", 3)], key=operator.itemgetter(1))[0], [sum([[1], [2]], [])[1]])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
