"""An optimizer that was built for one variable cannot train another."""
import tensorflow as tf

a, b = tf.Variable([1.0]), tf.Variable([2.0, 3.0])
optimizer = tf.keras.optimizers.Adam()
optimizer.apply_gradients([(tf.ones([1]), a)])
tf.train.Checkpoint(optimizer=optimizer, a=a).write("other/first")
optimizer.apply_gradients([(tf.ones([2]), b)])
tf.train.Checkpoint(optimizer=optimizer, a=a, b=b).write("other/second")
