"""An auxiliary head reached by its loss alone, one reached by its regularizer alone, and one by nothing: who gets slots."""
import tensorflow as tf
from tensorflow.contrib import slim

x = tf.placeholder(tf.float32, [None, 6])
labels = tf.placeholder(tf.float32, [None, 2])
net = slim.fully_connected(x, 4, scope="body")
main = slim.fully_connected(net, 2, activation_fn=None, scope="main")
aux = slim.fully_connected(net, 2, activation_fn=None, scope="aux")
slim.fully_connected(net, 2, weights_regularizer=slim.l2_regularizer(0.1), scope="decayed")
slim.fully_connected(tf.stop_gradient(net), 2, scope="unused")
slim.losses.softmax_cross_entropy(main, labels)
tf.losses.mean_squared_error(labels, aux, weights=0.4)
total = slim.losses.get_total_loss()
op = slim.learning.create_train_op(total, tf.train.MomentumOptimizer(0.1, 0.9), clip_gradient_norm=4.0)
with tf.variable_scope("tuning"):
    few = slim.get_trainable_variables("main")
    slim.learning.create_train_op(total, tf.train.AdamOptimizer(), global_step=None, variables_to_train=few)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "model")
