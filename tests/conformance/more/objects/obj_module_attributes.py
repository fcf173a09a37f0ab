"""A tracked attribute overwritten by a number stays in the checkpoint; a deleted one does not."""
import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        super().__init__(name="net")
        self.a = tf.Variable(1.0)
        self.b = tf.Variable([2.0])
        self.c = {"x": tf.Variable(3.0), "y": [tf.Variable(4.0)]}
        self.a = 5
        del self.b
        self.d = (tf.Variable(6.0), 7)


net = Net()
tf.train.Checkpoint(net=net).save("attributes/ck")
print([v.numpy() for v in net.variables])
