"""CapsNet: a CapsLayer object with routing by an unrolled loop, biases by tf.get_variable, class attribute config, Supervisor."""

import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer("batch_size", 4, "batch size")
flags.DEFINE_integer("iter_routing", 2, "number of iterations in routing")
flags.DEFINE_boolean("mask_with_y", True, "use the true label to mask")
flags.DEFINE_float("stddev", 0.01, "stddev for W initializer")
cfg = tf.app.flags.FLAGS


def reduce_sum(t, axis=None, keepdims=False):
    try:
        return tf.reduce_sum(t, axis=axis, keepdims=keepdims)
    except:
        return tf.reduce_sum(t, axis=axis, keep_dims=keepdims)


class CapsLayer(object):
    def __init__(self, num_outputs, vec_len, with_routing=True, layer_type="FC"):
        self.num_outputs, self.vec_len, self.with_routing, self.layer_type = num_outputs, vec_len, with_routing, layer_type

    def __call__(self, input, kernel_size=None, stride=None):
        if self.layer_type == "CONV":
            self.kernel_size, self.stride = kernel_size, stride
            if not self.with_routing:
                capsules = tf.contrib.layers.conv2d(
                    input, self.num_outputs * self.vec_len, self.kernel_size, self.stride, padding="VALID", activation_fn=tf.nn.relu
                )
                capsules = tf.reshape(capsules, (cfg.batch_size, -1, self.vec_len, 1))
                return squash(capsules)
        if self.layer_type == "FC" and self.with_routing:
            self.input = tf.reshape(input, shape=(cfg.batch_size, -1, 1, input.shape[-2].value, 1))
            with tf.variable_scope("routing"):
                b_IJ = tf.constant(np.zeros([cfg.batch_size, input.shape[1].value, self.num_outputs, 1, 1], dtype=np.float32))
                return tf.squeeze(routing(self.input, b_IJ, self.num_outputs, self.vec_len), axis=1)


def routing(input, b_IJ, num_outputs=10, num_dims=16):
    shape = input.get_shape().as_list()
    W = tf.get_variable(
        "Weight",
        shape=[1, shape[1], num_dims * num_outputs] + shape[-2:],
        dtype=tf.float32,
        initializer=tf.random_normal_initializer(stddev=cfg.stddev),
    )
    biases = tf.get_variable("bias", shape=(1, 1, num_outputs, num_dims, 1))
    input = tf.tile(input, [1, 1, num_dims * num_outputs, 1, 1])
    u_hat = reduce_sum(W * input, axis=3, keepdims=True)
    u_hat = tf.reshape(u_hat, shape=[-1, shape[1], num_outputs, num_dims, 1])
    stopped = tf.stop_gradient(u_hat, name="stop_gradient")
    for r_iter in range(cfg.iter_routing):
        with tf.variable_scope("iter_" + str(r_iter)):
            c_IJ = tf.nn.softmax(b_IJ, axis=2)
            if r_iter == cfg.iter_routing - 1:
                v_J = squash(reduce_sum(tf.multiply(c_IJ, u_hat), axis=1, keepdims=True) + biases)
            elif r_iter < cfg.iter_routing - 1:
                v_J = squash(reduce_sum(tf.multiply(c_IJ, stopped), axis=1, keepdims=True) + biases)
                b_IJ += reduce_sum(stopped * tf.tile(v_J, [1, shape[1], 1, 1, 1]), axis=3, keepdims=True)
    return v_J


def squash(vector):
    n = reduce_sum(tf.square(vector), -2, keepdims=True)
    return n / (1 + n) / tf.sqrt(n + 1e-9) * vector


class CapsNet(object):
    def __init__(self, is_training=True, height=16, width=16, channels=1, num_label=10):
        self.height, self.width, self.channels, self.num_label = height, width, channels, num_label
        self.graph = tf.Graph()
        with self.graph.as_default():
            self.X = tf.placeholder(tf.float32, [cfg.batch_size, height, width, channels])
            self.labels = tf.placeholder(tf.int32, [cfg.batch_size])
            self.Y = tf.one_hot(self.labels, depth=self.num_label, axis=1, dtype=tf.float32)
            self.build_arch()
            self.loss()
            self.global_step = tf.Variable(0, name="global_step", trainable=False)
            self.train_op = tf.train.AdamOptimizer().minimize(self.total_loss, global_step=self.global_step)

    def build_arch(self):
        with tf.variable_scope("Conv1_layer"):
            conv1 = tf.contrib.layers.conv2d(self.X, num_outputs=8, kernel_size=5, stride=1, padding="VALID")
        with tf.variable_scope("PrimaryCaps_layer"):
            caps1 = CapsLayer(num_outputs=4, vec_len=4, with_routing=False, layer_type="CONV")(conv1, kernel_size=5, stride=2)
        with tf.variable_scope("DigitCaps_layer"):
            self.caps2 = CapsLayer(num_outputs=self.num_label, vec_len=6)(caps1)
        with tf.variable_scope("Masking"):
            self.v_length = tf.sqrt(reduce_sum(tf.square(self.caps2), axis=2, keepdims=True) + 1e-9)
            argmax = tf.to_int32(tf.argmax(tf.nn.softmax(self.v_length, axis=1), axis=1))
            if not cfg.mask_with_y:
                masked = []
                for i in range(cfg.batch_size):
                    masked.append(tf.reshape(self.caps2[i][tf.reshape(argmax, (-1,))[i], :], (1, 1, 6, 1)))
                self.masked_v = tf.concat(masked, axis=0)
            else:
                self.masked_v = tf.multiply(tf.squeeze(self.caps2), tf.reshape(self.Y, (-1, self.num_label, 1)))
        with tf.variable_scope("Decoder"):
            vj = tf.reshape(self.masked_v, shape=(cfg.batch_size, -1))
            fc1 = tf.contrib.layers.fully_connected(vj, num_outputs=12)
            fc2 = tf.contrib.layers.fully_connected(fc1, num_outputs=24)
            self.decoded = tf.contrib.layers.fully_connected(
                fc2, num_outputs=self.height * self.width * self.channels, activation_fn=tf.sigmoid
            )

    def loss(self):
        max_l = tf.reshape(tf.square(tf.maximum(0.0, 0.9 - self.v_length)), shape=(cfg.batch_size, -1))
        max_r = tf.reshape(tf.square(tf.maximum(0.0, self.v_length - 0.1)), shape=(cfg.batch_size, -1))
        margin = tf.reduce_mean(reduce_sum(self.Y * max_l + 0.5 * (1 - self.Y) * max_r, axis=1))
        orgin = tf.reshape(self.X, shape=(cfg.batch_size, -1))
        self.total_loss = margin + 0.392 * tf.reduce_mean(tf.square(self.decoded - orgin))


def main(_):
    model = CapsNet()
    sv = tf.train.Supervisor(graph=model.graph, logdir="./logdir", save_model_secs=0)
    with sv.managed_session() as sess:
        for epoch in range(1):
            sv.saver.save(sess, "./model_epoch_%04d_step_%02d" % (epoch, 0))


if __name__ == "__main__":
    tf.app.run()
