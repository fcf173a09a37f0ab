"""An arg_scope re-entered by its dict, nested, over own functions, as a decorator, and under given arguments."""
import tensorflow as tf
from tensorflow.contrib import slim


@slim.add_arg_scope
def unit(inputs, depth, kernel=1, scope=None):
    with tf.variable_scope(scope, "unit", [inputs]):
        return slim.conv2d(inputs, depth, kernel, scope="in")


def base_scope(weight_decay=0.1):
    with slim.arg_scope([slim.conv2d, slim.fully_connected], weights_regularizer=slim.l2_regularizer(weight_decay)):
        with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm, normalizer_params={"scale": True}) as sc:
            return sc


images = tf.placeholder(tf.float32, [None, 16, 16, 3])
with slim.arg_scope(base_scope()):
    with slim.arg_scope([unit], kernel=5):
        net = unit(images, 4)
        net = unit(net, 6, kernel=2)
        with slim.arg_scope([slim.conv2d], normalizer_fn=None, biases_initializer=None):
            net = slim.conv2d(net, 2, 3)
        net = slim.conv2d(net, 2, 3)
    net = unit(net, 3)
net = slim.conv2d(net, 2, 1)


@slim.arg_scope([slim.fully_connected], biases_initializer=None)
def head(x):
    return slim.fully_connected(slim.flatten(x), 7, scope="head")


head(net)
print(slim.has_arg_scope(unit), slim.has_arg_scope(slim.conv2d), len(tf.losses.get_regularization_losses()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
