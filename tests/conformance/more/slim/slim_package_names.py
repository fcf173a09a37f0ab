"""The package tf_slim on TF2: its modules, layers without batch_norm, filters and a train op."""
import tensorflow.compat.v1 as tf
import tf_slim as slim
from tf_slim import layers as layers_lib
from tf_slim.layers import layers, utils
from tf_slim.ops.arg_scope import arg_scope

tf.disable_eager_execution()
x = tf.placeholder(tf.float32, [2, 9, 9, 3])
with arg_scope([layers.conv2d, slim.fully_connected], normalizer_fn=slim.layer_norm, outputs_collections="points"):
    net = layers_lib.conv2d(x, 4, 3, stride=2)
    net = slim.max_pool2d(net, 2)
    net = slim.fully_connected(slim.flatten(net), 5)
slim.instance_norm(x)
slim.group_norm(x, 3)
slim.separable_conv2d(x, 4, 3)
logits = slim.stack(net, slim.fully_connected, [4, 2])
print(list(utils.convert_collection_to_dict("points")))
slim.losses.softmax_cross_entropy(logits, tf.ones([2, 2]))
slim.learning.create_train_op(slim.losses.get_total_loss(), tf.train.AdamOptimizer())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./all")
    tf.train.Saver(slim.get_model_variables("Conv")).save(sess, "./conv")
