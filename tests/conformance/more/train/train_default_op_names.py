"""Ops without a name of their own push later scopes and variables of that name aside; case does not count."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [4, 3])
y = x * 2.0 + x
loss = tf.losses.mean_squared_error(y, x)
tf.summary.scalar("cost: a", loss)
tf.group(tf.nn.dropout(y, rate=0.5), tf.nn.l2_loss(x), tf.nn.avg_pool(tf.reshape(x, [1, 4, 3, 1]), [1, 2, 2, 1], [1, 1, 1, 1], "SAME"))
for name in ("mul", "ADD", "dropout", "L2Loss", "avgpool", "cost__a", "mean_squared_error", "reshape"):
    with tf.variable_scope(name):
        tf.Variable(0.0, name="plain")
        tf.get_variable("kept", [])
tf.get_variable("group_deps", [])
tf.Variable(0.0, name="init")
tf.get_variable("add_1", [])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "names/m")
