"""Shapes through strides, rates, paddings, data formats and transposed convolutions reach a dense layer."""
import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib.layers.python.layers.layers import pool

x = tf.placeholder(tf.float32, [4, 33, 47, 3])
a = slim.conv2d(x, 5, [3, 5], stride=[2, 3], padding="VALID")
b = slim.conv2d(x, 5, 3, rate=2, padding="VALID", scope="dilated")
c = slim.conv2d_transpose(a, 4, [4, 2], stride=2, padding="VALID")
d = slim.conv2d_transpose(a, 4, 3, stride=[3, 1])
e = slim.separable_conv2d(x, 6, [3, 3], depth_multiplier=2, stride=2, rate=1)
f = slim.separable_conv2d(x, None, [5, 5], depth_multiplier=3, stride=3, padding="VALID")
g = slim.conv2d_in_plane(x, 3, stride=2)
first = tf.transpose(x, [0, 3, 1, 2])
h = slim.conv2d(first, 7, 3, stride=2, data_format="NCHW")
i = slim.max_pool2d(h, [3, 2], stride=2, data_format="NCHW")
j = slim.avg_pool2d(x, 3, stride=1, padding="SAME")
k = tf.contrib.layers.conv1d(tf.reshape(x, [4, 33, -1]), 8, 4, stride=3, padding="VALID")
vol = tf.reshape(x, [4, 33, 47, 3, 1])
m = slim.conv3d(vol, 2, [3, 3, 1], stride=2)
n = tf.contrib.layers.conv3d_transpose(m, 3, 2, stride=2)
p = pool(x, [2, 3], "AVG", stride=2)
for t in (a, b, c, d, e, f, g, h, i, j, k, m, n, p):
    slim.fully_connected(slim.flatten(t), 1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
