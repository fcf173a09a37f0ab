"""Optimizer classes of the program: apply_gradients of its own, slots of its own, more slots than the class it derives from."""

import re
import tensorflow as tf


class AdamWeightDecayOptimizer(tf.train.Optimizer):
    """A basic Adam optimizer that includes weight decay."""

    def __init__(self, learning_rate, weight_decay_rate=0.0, exclude_from_weight_decay=None, name="AdamWeightDecayOptimizer"):
        super(AdamWeightDecayOptimizer, self).__init__(False, name)
        self.learning_rate = learning_rate
        self.weight_decay_rate = weight_decay_rate
        self.exclude_from_weight_decay = exclude_from_weight_decay

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        assignments = []
        for (grad, param) in grads_and_vars:
            if grad is None or param is None:
                continue
            param_name = self._get_variable_name(param.name)
            m = tf.get_variable(name=param_name + "/adam_m", shape=param.shape.as_list(), dtype=tf.float32, trainable=False, initializer=tf.zeros_initializer())
            v = tf.get_variable(name=param_name + "/adam_v", shape=param.shape.as_list(), dtype=tf.float32, trainable=False, initializer=tf.zeros_initializer())
            next_m = tf.multiply(0.9, m) + tf.multiply(0.1, grad)
            assignments.extend([param.assign(param - next_m), m.assign(next_m), v.assign(v)])
        return tf.group(*assignments, name=name)

    def _get_variable_name(self, param_name):
        m = re.match("^(.*):\\d+$", param_name)
        if m is not None:
            param_name = m.group(1)
        return param_name


class Sign(tf.train.Optimizer):
    def __init__(self, lr=0.1, use_locking=False, name="SignOpt"):
        super(Sign, self).__init__(use_locking, name)
        self._lr = lr

    def _prepare(self):
        self._lr_t = tf.convert_to_tensor(self._lr, name="learning_rate")

    def _create_slots(self, var_list):
        first = min(var_list, key=lambda x: x.name)
        self._create_non_slot_variable(initial_value=1.0, name="power", colocate_with=first)
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._get_or_make_slot(v, tf.ones([3]), "extra", "Extra")

    def _apply_dense(self, grad, var):
        m = self.get_slot(var, "m")
        m_t = m.assign(0.9 * m + grad)
        return tf.group(tf.assign_sub(var, self._lr_t * tf.sign(m_t)), m_t)


class MyAdam(tf.train.AdamOptimizer):
    def __init__(self, decay, **kw):
        super(MyAdam, self).__init__(**kw)
        self._decay = decay

    def _create_slots(self, var_list):
        super(MyAdam, self)._create_slots(var_list)
        for v in var_list:
            self._zeros_slot(v, "vhat", self._name)


class DecayedRMS(tf.contrib.opt.DecoupledWeightDecayExtension, tf.train.RMSPropOptimizer):
    def __init__(self, weight_decay, *args, **kwargs):
        super(DecayedRMS, self).__init__(weight_decay, *args, **kwargs)


w = tf.get_variable("w", [4])
with tf.variable_scope("net"):
    b = tf.get_variable("b", [4])
    unused = tf.get_variable("unused", [4])
loss = tf.reduce_sum(w * b)
step = tf.train.get_or_create_global_step()
AdamWeightDecayOptimizer(0.1).minimize(loss, step)
with tf.variable_scope("train"):
    Sign().minimize(loss)
with tf.name_scope("named"):
    MyAdam(0.1, learning_rate=0.1, name="AMS").minimize(loss, var_list=[w])
DecayedRMS(0.01, learning_rate=0.1, centered=True).minimize(loss)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    tf.train.Saver().save(s, "own/m")
