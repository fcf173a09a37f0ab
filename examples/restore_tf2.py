"""The digit classifier of train_tf1.py in TF2, restored from the converted checkpoint.

    python restore_tf2.py TF1_CHECKPOINT TF2_CHECKPOINT

The first is read only to compare with.
"""

import sys

import numpy as np
import tensorflow as tf

tf1_path, tf2_path = sys.argv[1:]
weights = {
    "hidden/weights": tf.Variable(tf.zeros([784, 64])),
    "hidden/biases": tf.Variable(tf.zeros([64])),
    "output/weights": tf.Variable(tf.zeros([64, 10])),
    "output/biases": tf.Variable(tf.zeros([10])),
}
tf.train.Checkpoint(vars=weights).restore(tf2_path).assert_existing_objects_matched()


def classifier(images, value):
    hidden = tf.nn.relu(images @ value("hidden/weights") + value("hidden/biases"))
    return hidden @ value("output/weights") + value("output/biases")


images = np.random.RandomState(1).rand(4, 784).astype("float32")
tf1_file = tf.train.load_checkpoint(tf1_path)
old = classifier(images, lambda name: tf.constant(tf1_file.get_tensor(name)))
new = classifier(images, lambda name: weights[name])
np.testing.assert_array_equal(new, old)
print("logits of 4 images, TF1 weights and TF2 weights: equal")
