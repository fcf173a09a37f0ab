import tensorflow.compat.v1 as tf
import tf_slim as slim

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 8, 6, 4])
net = slim.conv2d(x, 5, [3, 3], scope="conv")
net = slim.avg_pool2d(net, net.get_shape()[1:3], padding="VALID", scope="pool")
slim.fully_connected(slim.flatten(net), 3, scope="logits")
slim.conv2d(x, 2, x.shape[1:3], padding="VALID", scope="whole")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
