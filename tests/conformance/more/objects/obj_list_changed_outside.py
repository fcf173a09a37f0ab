"""A list changed behind the attribute that tracks it cannot be saved."""
import tensorflow as tf

m = tf.Module()
kept = [tf.Variable(1.0)]
m.xs = kept
m.xs.append(tf.Variable(2.0))
tf.train.Checkpoint(m=m).write("lists/appended")
kept.append(tf.Variable(3.0))
tf.train.Checkpoint(m=m).write("lists/outside")
