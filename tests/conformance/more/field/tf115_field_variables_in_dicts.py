"""Dilated causal stack with dict of tf.Variables created in nested name/variable scopes."""
import tensorflow as tf


def create_variable(name, shape):
    return tf.Variable(tf.contrib.layers.xavier_initializer_conv2d()(shape=shape), name=name)


def create_bias_variable(name, shape):
    return tf.Variable(tf.constant_initializer(value=0.0, dtype=tf.float32)(shape=shape), name)


class WaveNet(object):
    def __init__(self, dilations, residual=3, dilation_ch=4, skip=5, q=8, use_biases=True, gc=None):
        self.dilations, self.residual, self.dilation_ch, self.skip, self.q = dilations, residual, dilation_ch, skip, q
        self.use_biases, self.gc = use_biases, gc
        self.variables = self._create_variables()

    def _create_variables(self):
        var = dict()
        with tf.variable_scope("wavenet"):
            if self.gc is not None:
                with tf.variable_scope("embeddings"):
                    layer = dict()
                    layer["gc_embedding"] = create_variable("gc_embedding", [2, self.gc])
                    var["embeddings"] = layer
            with tf.variable_scope("causal_layer"):
                var["causal_layer"] = {"filter": create_variable("filter", [2, self.q, self.residual])}
            var["dilated_stack"] = list()
            with tf.variable_scope("dilated_stack"):
                for i, dilation in enumerate(self.dilations):
                    with tf.variable_scope("layer{}".format(i)):
                        current = dict()
                        current["filter"] = create_variable("filter", [2, self.residual, self.dilation_ch])
                        current["gate"] = create_variable("gate", [2, self.residual, self.dilation_ch])
                        current["dense"] = create_variable("dense", [1, self.dilation_ch, self.residual])
                        if self.use_biases:
                            current["filter_bias"] = create_bias_variable("filter_bias", [self.dilation_ch])
                        if self.gc:
                            current["gc_gate"] = create_variable("gc_gate", [1, self.gc, self.dilation_ch])
                        var["dilated_stack"].append(current)
            with tf.variable_scope("postprocessing"):
                current = dict()
                current["p1"] = create_variable("postprocess1", [1, self.skip, self.skip])
                current["p1b"] = create_bias_variable("postprocess1_bias", [self.skip])
                var["postprocessing"] = current
        return var

    def loss(self, x):
        with tf.name_scope("wavenet"):
            v = self.variables
            h = tf.nn.conv1d(x, v["causal_layer"]["filter"], 1, "SAME")
            total = 0.0
            for i, layer in enumerate(v["dilated_stack"]):
                f = tf.nn.conv1d(h, layer["filter"], 1, "SAME") + layer["filter_bias"]
                g = tf.nn.conv1d(h, layer["gate"], 1, "SAME")
                h = h + tf.nn.conv1d(tf.tanh(f) * tf.sigmoid(g), layer["dense"], 1, "SAME")
                total += tf.reduce_mean(h)
            return total


optimizer_factory = {"adam": lambda lr, m: tf.train.AdamOptimizer(lr, epsilon=1e-4), "sgd": lambda lr, m: tf.train.MomentumOptimizer(lr, m)}
net = WaveNet([1, 2, 4], gc=2)
loss = net.loss(tf.zeros([2, 10, 8]))
optimizer = optimizer_factory["sgd"](lr=1e-3, m=0.9)
trainable = tf.trainable_variables()
optim = optimizer.minimize(loss, var_list=trainable)
saver = tf.train.Saver(var_list=tf.trainable_variables(), max_to_keep=3)
ema = tf.train.ExponentialMovingAverage(decay=0.9999)
maintain = ema.apply(trainable)
sess = tf.Session(config=tf.ConfigProto(log_device_placement=False))
sess.run(tf.global_variables_initializer())
import os
if not os.path.exists("logdir"):
    os.makedirs("logdir")
saver.save(sess, os.path.join("logdir", "model.ckpt"), global_step=1)
tf.train.Saver().save(sess, "logdir/full")
variables_to_restore = {var.name[:-2]: var for var in tf.global_variables() if not ("state_buffer" in var.name or "pointer" in var.name)}
tf.train.Saver(variables_to_restore).restore(sess, "logdir/full")
