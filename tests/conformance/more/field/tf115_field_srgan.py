"""SRGAN in slim with subpixel upsampling, gradient penalty by interpolation, two RMSProps inside scopes, restore of a prefix."""
import tensorflow as tf
import tensorflow.contrib.slim as slim
from collections import OrderedDict


def prelu(x, name="prelu"):
    with tf.variable_scope(name):
        alpha = tf.get_variable("alpha", x.get_shape()[-1], initializer=tf.zeros_initializer(), dtype=tf.float32)
        return tf.nn.relu(x) + alpha * (x - abs(x)) * 0.5


def pixel_shuffle(inputs, scale):
    size = tf.shape(inputs)
    b, h, w, c = size[0], size[1], size[2], inputs.get_shape().as_list()[-1]
    out_c = c // (scale * scale)
    x = tf.reshape(inputs, [-1, scale, scale])
    x = tf.transpose(tf.reshape(tf.transpose(x, [0, 2, 1]), [b, h, w, scale, scale, out_c]), [0, 1, 3, 2, 4, 5])
    return tf.reshape(x, [b, h * scale, w * scale, out_c])


def conv(x, k, n, stride=1, use_bias=True, scope="conv"):
    with tf.variable_scope(scope):
        return slim.conv2d(x, n, [k, k], stride, "SAME", data_format="NHWC", activation_fn=None, weights_initializer=tf.contrib.layers.xavier_initializer(), biases_initializer=tf.zeros_initializer() if use_bias else None)


def bn(x, is_training=True):
    return slim.batch_norm(x, decay=0.9, epsilon=0.001, updates_collections=tf.GraphKeys.UPDATE_OPS, scale=False, fused=True, is_training=is_training)


def generator(x, reuse=False, blocks=2):
    with tf.variable_scope("generator_unit", reuse=reuse):
        with tf.variable_scope("input_stage"):
            net = prelu(conv(x, 9, 8))
        first = net
        for i in range(1, blocks + 1):
            with tf.variable_scope("resblock_%d" % i):
                y = prelu(bn(conv(net, 3, 8, use_bias=False, scope="conv_1")))
                net = bn(conv(y, 3, 8, use_bias=False, scope="conv_2")) + net
        net += first
        for i in (1, 2):
            with tf.variable_scope("subpixelconv_stage%d" % i):
                net = prelu(pixel_shuffle(conv(net, 3, 16), scale=2))
        with tf.variable_scope("output_stage"):
            return conv(net, 9, 3)


def discriminator(x, reuse=None):
    with tf.variable_scope("discriminator_unit", reuse=reuse):
        net = x
        for i, (n, s) in enumerate([(8, 1), (8, 2), (16, 2)]):
            with tf.variable_scope("disblock_{0}".format(i + 1)):
                net = tf.nn.leaky_relu(conv(net, 3, n, s, scope="conv1"), 0.2)
        net = slim.flatten(net)
        for units in (12, 1):
            net = tf.layers.dense(net, units, activation=None)
        return net


lr_in, hr = tf.placeholder(tf.float32, [2, 4, 4, 3]), tf.placeholder(tf.float32, [2, 16, 16, 3])
fake = generator(lr_in)
fake.set_shape(hr.get_shape())
d_real, d_fake = discriminator(hr), discriminator(fake, reuse=True)
eps = tf.random_uniform([2, 1, 1, 1], 0.0, 1.0)
inter = eps * hr + (1.0 - eps) * fake
grads = tf.gradients(discriminator(inter, reuse=True), [inter])[0]
penalty = tf.reduce_mean((tf.sqrt(tf.reduce_sum(tf.square(grads), axis=[1, 2, 3])) - 1.0) ** 2)
with tf.variable_scope("get_learning_rate_and_global_step"):
    global_step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(1e-4, global_step, 100, 0.1, staircase=False)
    incr = tf.assign(global_step, global_step + 1)
with tf.variable_scope("dicriminator_train"):
    dv = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="discriminator_unit")
    d_train = tf.train.RMSPropOptimizer(rate).minimize(tf.reduce_mean(d_fake - d_real) + 10.0 * penalty, var_list=dv)
with tf.variable_scope("generator_train"):
    with tf.control_dependencies([d_train] + tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        gv = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="generator_unit")
        g_train = tf.train.RMSPropOptimizer(rate).minimize(-tf.reduce_mean(d_fake) + tf.losses.mean_squared_error(hr, fake), var_list=gv)
ema = tf.train.ExponentialMovingAverage(0.99)
train = tf.group(ema.apply([penalty]), incr, g_train)
ends = OrderedDict((v.op.name, v) for v in tf.global_variables() if v.op.name.startswith("generator_unit"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver(max_to_keep=10).save(sess, "./all")
    tf.train.Saver(ends).save(sess, "./generator")
