"""Objects in named tuples, lists and dicts, shared and added between two saves."""
import collections
import tensorflow as tf
Pair = collections.namedtuple("Pair", ["left", "right"])
class Node(tf.Module):
    def __init__(self, depth, name=None):
        super().__init__(name=name)
        self.value = tf.Variable(float(depth))
        if depth:
            self.children = Pair(Node(depth - 1), Node(depth - 1))
        self._cache = {"hits": tf.Variable(0), 3: "x"} if depth == 2 else None
        self.meta = ["a", 1, tf.Variable([1, 2], name="m")]
root = Node(2)
shared = root.children.left
ck = tf.train.Checkpoint(tree=root, alias=shared, by_index=[shared.value, root.value], nested=tf.train.Checkpoint(x=tf.Variable("text"), y=[[tf.Variable(1.0)], ()]))
ck.extra = tf.Variable(2)
ck.write("./tree")
ck.save("./saved/tree")
ck.late = collections.OrderedDict(b=tf.Variable(1.0), a=tf.Variable(2.0))
ck.save("./saved/tree")
