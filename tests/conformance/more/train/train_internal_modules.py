"""An old batch normalization: internal modules, and averages that are debiased by default."""

from tensorflow.python.framework import ops
from tensorflow.python.ops import array_ops, init_ops, variable_scope as vs
from tensorflow.python.training import moving_averages
from tensorflow.python.training.optimizer import Optimizer
from tensorflow.python.training import adam
import tensorflow as tf


class Plain(Optimizer):
    def __init__(self, name="Plain"):
        Optimizer.__init__(self, False, name)

    def _create_slots(self, var_list):
        for v in var_list:
            self._zeros_slot(v, "s", self._name)

    def _apply_dense(self, grad, var):
        return var.assign_sub(grad)


x = array_ops.placeholder(tf.float32, [None, 4])
with vs.variable_scope("bn"):
    beta = vs.get_variable("beta", [4], initializer=init_ops.zeros_initializer())
    mean = vs.get_variable("moving_mean", [4], initializer=init_ops.zeros_initializer(), trainable=False)
    batch, _ = tf.nn.moments(x, [0])
    update = moving_averages.assign_moving_average(mean, batch, 0.9)
    quiet = moving_averages.assign_moving_average(mean, batch, 0.9, zero_debias=False)
    weighted = moving_averages.weighted_moving_average(batch, 0.9, tf.constant(1.0))
    ops.add_to_collection(ops.GraphKeys.UPDATE_OPS, update)
loss = tf.reduce_sum(x + beta)
Plain().minimize(loss)
adam.AdamOptimizer().minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    tf.train.Saver().save(s, "old/m")
