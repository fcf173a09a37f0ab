"""batch_norm with its collections, renorm, zero debias in and out of scopes, NCHW, rank 2, and half precision."""
import tensorflow as tf
from tensorflow.contrib.layers import batch_norm, conv2d

x = tf.placeholder(tf.float32, [2, 8, 6, 3])
held = {"beta": ["betas"], "moving_mean": ["stats"], "moving_variance": ["stats"]}
batch_norm(x, variables_collections=held)
batch_norm(x, updates_collections=None, is_training=False, variables_collections=held, scale=True)
batch_norm(x, data_format="NCHW", scale=True, scope="first")
batch_norm(tf.reshape(x, [2, -1]), scope="flat")
batch_norm(x, renorm=True, center=False, fused=False)
batch_norm(x, zero_debias_moving_mean=True, scope="debiased")
with tf.variable_scope("outer"):
    batch_norm(x, zero_debias_moving_mean=True, fused=False)
    batch_norm(x, zero_debias_moving_mean=True, is_training=False)
    batch_norm(x, batch_weights=tf.ones([2]), trainable=False)
half = tf.cast(x, tf.float16)
net = conv2d(half, 4, 3, normalizer_fn=batch_norm, normalizer_params={"is_training": tf.placeholder(tf.bool)})
conv2d(net, 4, 3, normalizer_fn=tf.layers.batch_normalization, scope="core")
print(len(tf.get_collection("betas")), len(tf.get_collection("stats")), len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
print(len(tf.trainable_variables()), len(tf.model_variables()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
    tf.train.Saver(tf.get_collection("stats")).save(sess, "stats")
