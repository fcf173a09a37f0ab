"""End points of layers and of own blocks as a dict, with layers on top of them."""
import tensorflow as tf
from tensorflow.contrib import slim

images = tf.zeros([1, 32, 32, 3])
with tf.variable_scope("net", values=[images]) as sc:
    name = sc.original_name_scope + "_end_points"
    with slim.arg_scope([slim.conv2d, slim.max_pool2d, slim.dropout, slim.flatten], outputs_collections=name):
        net = slim.conv2d(images, 4, 3, scope="conv1")
        net = slim.max_pool2d(net, 2, scope="pool1")
        with tf.variable_scope("block", [net]) as block:
            net = slim.conv2d(net, 6, 3, stride=2)
            net = slim.utils.collect_named_outputs(name, block.name, net)
        net = slim.dropout(slim.flatten(net), 0.5)
points = slim.utils.convert_collection_to_dict(name)
print(list(points))
for key in ("net/conv1", "net/pool1", "net/block", "net/block/Conv"):
    side = tf.reduce_mean(points[key], [1, 2], keep_dims=True)
    slim.conv2d(side, 2, 1, activation_fn=None, scope="side_" + key.replace("/", "_"))
points["logits"] = slim.fully_connected(points["net/Dropout"], 3, scope="logits")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
