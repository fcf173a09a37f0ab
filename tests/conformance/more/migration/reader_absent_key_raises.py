"""A reader ends the program for a key that its file does not have."""

import tensorflow as tf
import tensorflow.compat.v1 as tf1

tf1.train.Saver([tf.Variable(1.0, name="net/w")]).save(None, "./model")
reader = tf.train.load_checkpoint("./model")
try:
    reader.get_tensor("w")
except tf.errors.NotFoundError:
    print("handled")
print(float(reader.get_tensor("net/w")))
tf.train.load_variable("./model", "net/b")
