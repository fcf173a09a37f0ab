"""Fine-tuning: the trunk is saved, then restored into a bigger graph by name, with a renamed head."""
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

def trunk(x, depth):
    with tf.variable_scope("trunk"):
        for i in range(depth):
            x = tf.layers.conv2d(x, 4, 3, padding="same", name="conv{}".format(i + 1))
            x = tf.layers.batch_normalization(x, name="bn{}".format(i + 1))
            x = tf.nn.relu(x)
    return tf.reduce_mean(x, axis=[1, 2])

with tf.Graph().as_default():
    x = tf.placeholder(tf.float32, [None, 8, 8, 3])
    h = trunk(x, 2)
    logits = tf.layers.dense(h, 5, name="logits")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        tf.train.Saver().save(sess, "pre/model.ckpt")

with tf.Graph().as_default():
    x = tf.placeholder(tf.float32, [None, 8, 8, 3])
    h = trunk(x, 3)
    with tf.variable_scope("head"):
        logits = tf.layers.dense(h, 2, name="logits")
    y = tf.placeholder(tf.int64, [None])
    loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
    step = tf.train.get_or_create_global_step()
    lr = tf.train.exponential_decay(0.1, step, 100, 0.9, staircase=True)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.MomentumOptimizer(lr, 0.9, use_nesterov=True).minimize(loss, step)
    known = dict(tf.train.list_variables("pre/model.ckpt"))
    to_restore = [v for v in tf.global_variables() if v.op.name in known]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        tf.train.Saver(to_restore).restore(sess, "pre/model.ckpt")
        saver = tf.train.Saver(max_to_keep=2, keep_checkpoint_every_n_hours=1)
        for epoch in range(3):
            saver.save(sess, "fine/model.ckpt", global_step=epoch)
