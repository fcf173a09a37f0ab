"""model_variable and variable with collections, local and global variables, and the layer getter that renames what is inside it."""
import tensorflow as tf
from tensorflow.contrib import framework, layers, slim


def normalizer(inputs, size):
    return tf.layers.dense(inputs, size, name="inner")


with tf.variable_scope("vars"):
    slim.model_variable("w", [2, 3], regularizer=slim.l2_regularizer(0.1), collections=["mine"])
    slim.variable("v", shape=[4], trainable=False)
    framework.local_variable(0, name="loc")
    framework.global_variable(1.0, name="glob")
    with slim.arg_scope([slim.model_variable, slim.variable], trainable=False, collections=["mine"]):
        slim.model_variable("frozen", [2])
        slim.variable("other", [2], trainable=True)
layers.fully_connected(tf.zeros([2, 3]), 4, normalizer_fn=normalizer, normalizer_params={"size": 5})
framework.add_model_variable(tf.Variable([1.0], name="added"))


def renamed(getter, name, *args, **kwargs):
    return getter(name.replace("weights", "w"), *args, **kwargs)


with tf.variable_scope("own", custom_getter=renamed):
    slim.conv2d(tf.zeros([1, 4, 4, 1]), 2, 3)
print(len(tf.get_collection("mine")), len(slim.get_model_variables()), len(slim.get_local_variables()), len(tf.trainable_variables()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "all")
    tf.train.Saver(slim.get_model_variables()).save(sess, "model")
