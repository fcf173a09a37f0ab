"""WaveNet: variables in nested dicts by tf.Variable under variable scopes, dilations, EMA of the variables, save of averages."""

import tensorflow as tf
import numpy as np


def create_variable(name, shape):
    return tf.Variable(tf.contrib.layers.xavier_initializer_conv2d()(shape=shape), name=name)


def create_bias_variable(name, shape):
    return tf.Variable(tf.constant_initializer(value=0.0, dtype=tf.float32)(shape=shape), name)


def causal_conv(value, filter_, dilation):
    with tf.name_scope("causal_conv"):
        filter_width = tf.shape(filter_)[0]
        if dilation > 1:
            padded = tf.pad(value, [[0, 0], [0, dilation - 1 - (value.shape[1].value + dilation - 1) % dilation], [0, 0]])
            reshaped = tf.reshape(padded, [-1, dilation, value.shape[2].value])
            conv = tf.nn.conv1d(tf.transpose(reshaped, [1, 0, 2]), filter_, stride=1, padding="SAME")
            out = tf.reshape(tf.transpose(conv, [1, 0, 2]), [1, -1, filter_.shape[2].value])[:, : value.shape[1].value, :]
        else:
            out = tf.nn.conv1d(value, filter_, stride=1, padding="SAME")
        return out


class WaveNetModel(object):
    def __init__(
        self, dilations, filter_width=2, residual=4, dilation=4, skip=8, quant=16, use_biases=True, gc_channels=None, gc_card=None
    ):
        self.__dict__.update({k: v for k, v in locals().items() if k != "self"})
        self.variables = self._create_variables()

    def _create_variables(self):
        var = dict()
        with tf.variable_scope("wavenet"):
            if self.gc_card is not None:
                with tf.variable_scope("embeddings"):
                    var["embeddings"] = {"gc_embedding": create_variable("gc_embedding", [self.gc_card, self.gc_channels])}
            with tf.variable_scope("causal_layer"):
                var["causal_layer"] = {"filter": create_variable("filter", [self.filter_width, self.quant, self.residual])}
            var["dilated_stack"] = list()
            with tf.variable_scope("dilated_stack"):
                for i, dilation in enumerate(self.dilations):
                    with tf.variable_scope("layer{}".format(i)):
                        current = dict()
                        current["filter"] = create_variable("filter", [self.filter_width, self.residual, self.dilation])
                        current["gate"] = create_variable("gate", [self.filter_width, self.residual, self.dilation])
                        current["dense"] = create_variable("dense", [1, self.dilation, self.residual])
                        current["skip"] = create_variable("skip", [1, self.dilation, self.skip])
                        if self.gc_channels is not None:
                            current["gc_gateweights"] = create_variable("gc_gate", [1, self.gc_channels, self.dilation])
                        if self.use_biases:
                            for b, n in (("filter", self.dilation), ("gate", self.dilation), ("dense", self.residual), ("slip", self.skip)):
                                current[b + "_bias"] = create_bias_variable(b + "_bias", [n])
                        var["dilated_stack"].append(current)
            with tf.variable_scope("postprocessing"):
                var["postprocessing"] = {
                    "postprocess1": create_variable("postprocess1", [1, self.skip, self.skip]),
                    "postprocess2": create_variable("postprocess2", [1, self.skip, self.quant]),
                }
        return var

    def _layer(self, x, index, dilation, gc):
        v = self.variables["dilated_stack"][index]
        f, g = causal_conv(x, v["filter"], dilation), causal_conv(x, v["gate"], dilation)
        if gc is not None:
            g = g + tf.nn.conv1d(gc, v["gc_gateweights"], stride=1, padding="SAME", name="gc_gate")
        if self.use_biases:
            f, g = tf.add(f, v["filter_bias"]), tf.add(g, v["gate_bias"])
        out = tf.tanh(f) * tf.sigmoid(g)
        transformed = tf.nn.conv1d(out, v["dense"], stride=1, padding="SAME", name="dense")
        skip = tf.nn.conv1d(out, v["skip"], stride=1, padding="SAME", name="skip")
        return skip, x + transformed

    def loss(self, wave, gc_id, l2=0.001):
        with tf.name_scope("wavenet"):
            encoded = tf.one_hot(wave, depth=self.quant, dtype=tf.float32)
            gc = None
            if self.gc_card is not None:
                gc = tf.reshape(tf.nn.embedding_lookup(self.variables["embeddings"]["gc_embedding"], gc_id), [1, 1, self.gc_channels])
            outputs, x = [], causal_conv(encoded, self.variables["causal_layer"]["filter"], 1)
            with tf.name_scope("dilated_stack"):
                for i, d in enumerate(self.dilations):
                    with tf.name_scope("layer{}".format(i)):
                        out, x = self._layer(x, i, d, gc)
                        outputs.append(out)
            total = tf.nn.relu(sum(outputs))
            conv1 = tf.nn.conv1d(total, self.variables["postprocessing"]["postprocess1"], stride=1, padding="SAME")
            conv2 = tf.nn.conv1d(tf.nn.relu(conv1), self.variables["postprocessing"]["postprocess2"], stride=1, padding="SAME")
            with tf.name_scope("loss"):
                loss = tf.nn.softmax_cross_entropy_with_logits(
                    logits=tf.reshape(conv2, [-1, self.quant]), labels=tf.reshape(encoded, [-1, self.quant])
                )
                l2_loss = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if not ("bias" in v.name)])
                return tf.reduce_mean(loss) + l2 * l2_loss


net = WaveNetModel([2**i for i in range(3)] * 2, gc_channels=3, gc_card=5)
loss = net.loss(tf.placeholder(tf.int32, [1, 32]), tf.placeholder(tf.int32, [1]))
optimizer_factory = {
    "adam": lambda lr, m: tf.train.AdamOptimizer(learning_rate=lr, epsilon=1e-4),
    "sgd": lambda lr, m: tf.train.MomentumOptimizer(lr, m),
    "rmsprop": lambda lr, m: tf.train.RMSPropOptimizer(lr, momentum=m, epsilon=1e-5),
}
optim = optimizer_factory["rmsprop"](1e-3, 0.9).minimize(loss, var_list=tf.trainable_variables())
ema = tf.train.ExponentialMovingAverage(0.999)
with tf.control_dependencies([optim]):
    train = ema.apply(tf.trainable_variables())
saver = tf.train.Saver(var_list=tf.global_variables(), max_to_keep=5)
ema_saver = tf.train.Saver(ema.variables_to_restore())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
    ema_saver.save(sess, "./averages.ckpt")
