"""A digit classifier in the TF1 style: trains for a while, saves, and can go on from its last checkpoint.

It runs without complaint, loses the optimizer's state at every restart, and cannot start again after it was stopped
before its first save. `ckptlens check` says where.
"""

import argparse
import os

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()


def dense(inputs, units, name):
    with tf.variable_scope(name):
        weights = tf.get_variable("weights", [inputs.shape[-1], units])
        biases = tf.get_variable("biases", [units], initializer=tf.zeros_initializer())
        return tf.matmul(inputs, weights) + biases


def classifier(images):
    hidden = tf.nn.relu(dense(images, 64, "hidden"))
    return dense(hidden, 10, "output")


def batches(count, size=32):
    random = np.random.RandomState(0)
    for _ in range(count):
        labels = random.randint(0, 10, size)
        yield random.rand(size, 784) + labels[:, None] / 10, labels


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default="train")
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()

    images = tf.placeholder(tf.float32, [None, 784])
    labels = tf.placeholder(tf.int64, [None])
    logits = classifier(images)
    saver = tf.train.Saver(max_to_keep=3)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(1e-3).minimize(loss, global_step=step)

    resume = os.path.isdir(options.folder)
    os.makedirs(options.folder, exist_ok=True)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        if resume:
            saver.restore(sess, tf.train.latest_checkpoint(options.folder))
        for x, y in batches(options.steps):
            sess.run(train, {images: x, labels: y})
        print("saved", saver.save(sess, options.folder + "/model.ckpt", global_step=step))


if __name__ == "__main__":
    main()
