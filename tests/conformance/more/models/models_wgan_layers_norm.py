"""A WGAN with contrib layers under a reuse flag, layer norm and RMSProp with var lists."""
import tensorflow as tf
import tensorflow.contrib.layers as tcl
import tensorflow.contrib as tc

def leaky_relu(x, alpha=0.2):
    return tf.maximum(tf.minimum(0.0, alpha * x), x)

class Discriminator(object):
    def __init__(self):
        self.x_dim = 64
        self.name = "d_net"
    def __call__(self, x, reuse=True):
        with tf.variable_scope(self.name) as vs:
            if reuse:
                vs.reuse_variables()
            bs = tf.shape(x)[0]
            x = tf.reshape(x, [bs, 8, 8, 1])
            conv1 = leaky_relu(tcl.convolution2d(x, 4, [4, 4], [2, 2], weights_initializer=tf.random_normal_initializer(stddev=0.02), activation_fn=tf.identity))
            conv2 = tc.layers.convolution2d(conv1, 8, [4, 4], [2, 2], activation_fn=tf.identity)
            conv2 = leaky_relu(tc.layers.layer_norm(conv2))
            flat = tcl.flatten(conv2)
            fc1 = leaky_relu(tcl.batch_norm(tcl.fully_connected(flat, 16, activation_fn=tf.identity)))
            return tc.layers.fully_connected(fc1, 1, activation_fn=tf.identity)
    @property
    def vars(self):
        return [var for var in tf.global_variables() if self.name in var.name]

class Generator(object):
    def __init__(self):
        self.name = "g_net"
    def __call__(self, z):
        with tf.variable_scope(self.name) as vs:
            fc = tcl.fully_connected(z, 2 * 2 * 8, activation_fn=tf.identity, normalizer_fn=tcl.batch_norm)
            x = tf.reshape(fc, tf.stack([tf.shape(z)[0], 2, 2, 8]))
            x = tf.nn.relu(tcl.batch_norm(tcl.convolution2d_transpose(x, 4, [4, 4], [2, 2], activation_fn=tf.identity)))
            x = tcl.conv2d_transpose(x, 1, 4, 2, activation_fn=tf.sigmoid)
            return tf.reshape(x, tf.stack([tf.shape(z)[0], 64]))
    @property
    def vars(self):
        return [var for var in tf.global_variables() if self.name in var.name]

d, g = Discriminator(), Generator()
x = tf.placeholder(tf.float32, [None, 64], name="x")
z = tf.placeholder(tf.float32, [None, 10], name="z")
x_ = g(z)
real = d(x, reuse=False)
fake = d(x_)
eps = tf.random_uniform([], 0.0, 1.0)
hat = eps * x + (1 - eps) * x_
ddx = tf.sqrt(tf.reduce_sum(tf.square(tf.gradients(d(hat), hat)[0]), axis=1))
g_loss, d_loss = tf.reduce_mean(fake), tf.reduce_mean(real) - tf.reduce_mean(fake) + tf.reduce_mean(tf.square(ddx - 1.0) * 10)
reg = tc.layers.apply_regularization(tc.layers.l1_regularizer(2.5e-5), weights_list=[v for v in tf.global_variables() if "weights" in v.name])
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    d_opt = tf.train.RMSPropOptimizer(learning_rate=5e-5).minimize(d_loss + reg, var_list=d.vars)
    g_opt = tf.train.RMSPropOptimizer(learning_rate=5e-5).minimize(g_loss + reg, var_list=g.vars)
clip = [v.assign(tf.clip_by_value(v, -0.01, 0.01)) for v in d.vars]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "wgan")
