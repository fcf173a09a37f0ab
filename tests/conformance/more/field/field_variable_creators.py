"""Variable creators see each new variable: they may rename it, change its kind, or only take note of it."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
noted = []


def renaming(next_creator, **kwargs):
    if kwargs["name"] is not None:
        kwargs["name"] = kwargs["name"] + "_seen"
    return next_creator(**kwargs)


def frozen(next_creator, **kwargs):
    kwargs["trainable"] = False
    kwargs["collections"] = [tf.GraphKeys.GLOBAL_VARIABLES]
    variable = next_creator(**kwargs)
    noted.append(variable)
    return variable


with tf.variable_creator_scope(renaming):
    tf.Variable(tf.zeros([2]), name="plain")
    with tf.variable_scope("net"):
        tf.get_variable("w", [3])
        with tf.variable_creator_scope(frozen):
            tf.layers.dense(tf.ones([2, 4]), 5)
tf.get_variable("after", [len(noted), len(tf.trainable_variables())])
loss = tf.reduce_sum(tf.trainable_variables()[0])
tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
