"""optimizer.build() makes the same variables as a step."""
import tensorflow as tf

weights = [tf.Variable(tf.ones([2, 3])), tf.Variable(tf.ones([3]))]
nadam, factor = tf.keras.optimizers.Nadam(), tf.keras.optimizers.Adafactor()
for optimizer in (nadam, factor):
    optimizer.build(weights)
tf.train.Checkpoint(nadam=nadam).write("built/nadam")
tf.train.Checkpoint(factor=factor).write("built/factor")
