"""init functions made from a checkpoint: renamed by a dict, with variables that the file does not have."""
import tensorflow as tf
from tensorflow.contrib import slim


def net(scope, size):
    with tf.variable_scope(scope):
        return slim.fully_connected(slim.fully_connected(tf.ones([1, 3]), 4, scope="body"), size, scope="logits")


with tf.Graph().as_default(), tf.Session() as sess:
    net("old", 9)
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./old.ckpt")
with tf.Graph().as_default(), tf.Session() as sess:
    net("new", 2)
    kept = slim.get_variables_to_restore(exclude=["new/logits"])
    init = slim.assign_from_checkpoint_fn("./old.ckpt", {v.op.name.replace("new/", "old/"): v for v in kept})
    sess.run(tf.global_variables_initializer())
    init(sess)
    tf.train.Saver().save(sess, "./new.ckpt")
