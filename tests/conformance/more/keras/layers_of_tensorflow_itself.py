import tensorflow.compat.v1 as tf
from tensorflow.python.layers import base
from tensorflow.python.layers import convolutional as conv_layers
from tensorflow.python.layers import core as layers_core
from tensorflow.python.layers.pooling import max_pooling2d

tf.disable_v2_behavior()


class Scale(base.Layer):
    def build(self, shape):
        self.gain = self.add_variable("gain", [int(shape[-1])])
        self.built = True

    def call(self, x):
        return x * self.gain


x = tf.placeholder(tf.float32, [None, 8, 8, 3])
with tf.variable_scope("net"):
    h = conv_layers.conv2d(x, 4, 3, activation=tf.nn.relu)
    h = max_pooling2d(h, 2, 2)
    h = layers_core.flatten(h)
    h = Scale(name="scale")(h)
    out = layers_core.Dense(2, use_bias=False, name="projection")(h)
    layers_core.dense(out, 3)
    conv_layers.Conv2D(2, 1)(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "./model")
