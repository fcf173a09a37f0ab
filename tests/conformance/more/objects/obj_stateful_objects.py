"""Generators and tables write states of their own; a table with a given content writes nothing."""
import tensorflow as tf

m = tf.Module()
m.generator = tf.random.Generator.from_seed(1)
m.table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
m.fixed = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a"], [1]), -1)
tf.train.Checkpoint(m=m).save("state/ck")
