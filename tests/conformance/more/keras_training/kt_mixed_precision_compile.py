"""compile() scales the loss of a model with a mixed policy."""
import tensorflow as tf

tf.keras.mixed_precision.set_global_policy("mixed_float16")
model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, dtype="float32")])
model.compile("adam", "mse")
model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)
tf.train.Checkpoint(model=model).write("mixed/model")
own = tf.keras.mixed_precision.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1, momentum=0.9))
w = tf.Variable([1.0])
own.apply_gradients([(tf.ones([1]), w)])
tf.train.Checkpoint(own=own).write("mixed/own")
