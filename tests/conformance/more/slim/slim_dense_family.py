"""Dense layers and their kin: linear, relu, legacy forms, embeddings, bias_add, maxout, gdn, spatial_softmax, stack and repeat."""
from functools import partial

import tensorflow as tf

L = tf.contrib.layers
x = tf.placeholder(tf.float32, [None, 12])
img = tf.placeholder(tf.float32, [2, 8, 8, 6])
L.linear(x, 3)
L.relu6(x, 3, biases_initializer=None)
L.elu(x, 2, scope="named")
L.legacy_relu(x, 5)
L.legacy_linear(tf.reshape(x, [-1, 3, 4]), 5, name="old", bias_init=None)
L.bias_add(L.maxout(x, 4), scope="add")
ids = tf.constant([[1, 2, 0]])
L.fully_connected(L.embed_sequence(ids, 20, 5, scope="emb"), 2, scope="over")
L.embed_sequence(ids, 20, 5, scope="emb", reuse=True)
L.bow_encoder(ids, 9, 3, sparse_lookup=False)
L.fully_connected(L.spatial_softmax(img), 2, scope="points")
L.gdn(img)
L.gdn(img, inverse=True, name="inverse")
L.stack(x, L.fully_connected, [8, 4])
L.stack(x, partial(L.fully_connected, biases_initializer=None), [8, 4], scope="towers")
L.repeat(img, 2, L.conv2d, 3, [3, 3])
L.repeat(img, 2, partial(L.conv2d, kernel_size=1), 3)


def own(inputs, size, scope=None):
    with tf.variable_scope(scope, "own"):
        return tf.layers.dense(inputs, size)


L.stack(x, own, [(4,), (5,)])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
