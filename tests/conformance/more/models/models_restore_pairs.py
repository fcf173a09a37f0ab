"""Restores that match in part, in several forms."""
import tensorflow as tf

class Net(tf.Module):
    def __init__(self, names):
        super().__init__()
        for n in names:
            setattr(self, n, tf.Variable(1.0, name=n))

tf.train.Checkpoint(net=Net(["a", "b", "c"]), step=tf.Variable(3)).write("one")
net = Net(["a", "b", "d"])
tf.train.Checkpoint(net=net).read("one").expect_partial()
other = Net(["a", "b"])
tf.train.Checkpoint(net=other).read("one").assert_existing_objects_matched()
path = tf.train.Checkpoint(model=other).save("two/ck")
again = Net(["a", "b"])
tf.train.Checkpoint(net=again).restore(path)
status = tf.train.Checkpoint(model=again).restore(tf.train.latest_checkpoint("two"))
status.assert_consumed()
step = tf.Variable(0)
tf.train.Checkpoint(step=step, model=tf.Module()).restore(path).assert_existing_objects_matched()
