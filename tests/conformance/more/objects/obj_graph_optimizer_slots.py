"""A TF1 optimizer in an object-based checkpoint writes its slots beside the variables."""
import tensorflow as tf
import tensorflow.compat.v1 as tf1

with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", [2], use_resource=True)
    opt = tf1.train.MomentumOptimizer(0.1, 0.9)
    train = opt.minimize(tf.reduce_sum(w * w))
    ckpt = tf1.train.Checkpoint(model=tf.train.Checkpoint(w=w), opt=opt)
    sess.run(tf1.global_variables_initializer())
    ckpt.save("slots/ck", session=sess)
