"""layer_norm, instance_norm and group_norm over axes and formats, and shapes through padding, resizing and pooling."""
import tensorflow as tf
from tensorflow.contrib import layers as L

x = tf.placeholder(tf.float32, [2, 15, 11, 8])
seq = tf.placeholder(tf.float32, [None, 7, 6])
L.layer_norm(seq)
L.layer_norm(seq, begin_norm_axis=-1, center=False)
L.layer_norm(seq, begin_params_axis=1, scope="wide")
L.layer_norm(x, scale=False, trainable=False, begin_norm_axis=2)
L.instance_norm(x, data_format="NCHW")
L.instance_norm(x, center=False, scope="inst")
L.group_norm(x, groups=4)
L.group_norm(x, groups=3, channels_axis=1, reduction_axes=(-2, -1), scope="first")
L.fully_connected(x, 3, normalizer_fn=L.layer_norm)
y = tf.pad(x, [[0, 0], [1, 2], [3, 0], [0, 0]])
y = tf.image.resize_bilinear(y, [20, tf.shape(y)[2] * 2])
y = tf.image.resize_nearest_neighbor(y, (y.get_shape()[1] // 2, 9))
y = tf.space_to_depth(tf.concat([y, y[:, :, :, :1]], axis=-1)[:, :, :8], 2)
y = tf.depth_to_space(y, 2)
size = y.shape[1].value * y.get_shape().as_list()[2]
L.linear(tf.reshape(y, [-1, size]), 2, scope="rows")
z = tf.nn.depthwise_conv2d(y, tf.get_variable("dw", [3, 3, y.shape[-1], 2]), [1, 2, 2, 1], "VALID")
z = tf.nn.max_pool(z, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
z = tf.nn.conv2d_transpose(z, tf.get_variable("up", [3, 3, 5, 18]), [2, 6, 6, 5], [1, 2, 2, 1])
z = tf.nn.atrous_conv2d(z, tf.get_variable("atrous", [3, 3, 5, 4]), 2, "VALID")
L.linear(L.flatten(z), 2, scope="all")
L.linear(tf.reduce_mean(z, axis=[1, 2], keepdims=True), 2, scope="mean")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
