"""An attribute set on a Checkpoint with a root is not saved; a keyword is."""
import tensorflow as tf

m = tf.Module()
m.w = tf.Variable([1.0])
ckpt = tf.train.Checkpoint(m, step=tf.Variable(1))
ckpt.late = tf.Variable(2.0)
path = ckpt.save("rooted/ck")
other = tf.Module()
other.w = tf.Variable([0.0])
tf.train.Checkpoint(other).restore(path).expect_partial()
