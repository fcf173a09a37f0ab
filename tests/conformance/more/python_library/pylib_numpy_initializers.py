"""Shapes and dtypes of variables that numpy arrays initialize."""

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.Variable(np.zeros([2, 3]), name="double")
tf.Variable(np.random.randn(3, 4).astype(np.float32), name="single")
tf.Variable(np.arange(6).reshape(2, -1), name="whole")
tf.get_variable("mask", initializer=np.ones((2, 2), dtype=np.bool_))
tf.get_variable("sizes", [int(np.prod([2, 3])), int(np.sqrt(16)), np.zeros((4, 5)).shape[1]])
tf.Variable(np.concatenate([np.ones((2, 3)), np.zeros((1, 3))]).T, name="joined")
tf.Variable(np.expand_dims(np.eye(3, dtype=np.float32), 0)[:, :2], name="cut")

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
