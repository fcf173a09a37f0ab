/** The program that the journeys are about: its Saver is built before the output layer exists. */
const HEAD = `"""Trains a digit classifier and saves it."""

import tensorflow.compat.v1 as tf

tf.disable_eager_execution()


def dense(inputs, units, name):
    with tf.variable_scope(name):
        weights = tf.get_variable("weights", [inputs.shape[-1], units])
        biases = tf.get_variable("biases", [units], initializer=tf.zeros_initializer())
        return tf.matmul(inputs, weights) + biases


images = tf.placeholder(tf.float32, [None, 784])
hidden = tf.nn.relu(dense(images, 64, "hidden"))
`;
const SAVER = 'saver = tf.train.Saver(max_to_keep=3)\n';
const OUTPUT = 'logits = dense(hidden, 10, "output")\n';
const SESSION = `with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver.save(session, "train/model.ckpt")
`;

export const TRAINING = `${HEAD}${SAVER}${OUTPUT}\n${SESSION}`;

/** The same after the quick fix. */
export const FIXED = `${HEAD}${OUTPUT}\n${SAVER}${SESSION}`;

/** Right on TensorFlow 1, where `tf.get_variable` and `tf.train.Saver` are. */
export const OF_TF1 = `import tensorflow as tf

w = tf.get_variable("w", [2])
saver = tf.train.Saver()
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    saver.save(session, "train/model.ckpt")
`;
