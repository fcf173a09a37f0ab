"""TF1 variables and layers kept by a Keras layer inside of a model."""

import tensorflow as tf

tf1 = tf.compat.v1


class Net(tf.keras.layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.proj = tf.keras.layers.Dense(2)

    @tf1.keras.utils.track_tf1_style_variables
    def call(self, x, training=False):
        with tf1.variable_scope("body"):
            x = tf1.layers.conv2d(x, 4, 3, padding="same")
            x = tf1.layers.batch_normalization(x, training=training)
            for i in range(2):
                with tf1.variable_scope(None, default_name="block"):
                    w = tf1.get_variable("w", [4, 4])
                    x = tf.tensordot(x, w, 1)
        inner = tf1.keras.utils.get_or_create_layer("head", lambda: tf.keras.layers.Dense(3))
        with tf1.variable_scope("nest"):
            inner2 = tf1.keras.utils.get_or_create_layer(
                "head2", lambda: tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(3)])
            )
        x = inner(x)
        return self.proj(inner2(tf.reduce_mean(x, [1, 2])))


net = Net()
x = tf.zeros([1, 8, 8, 3])
net(x)
net(x, training=True)
print([v.name for v in net.weights])
tf.train.Checkpoint(net=net).save("a/ck")
tf1.train.Saver(net.weights).save(None, "b")


class M(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.net = Net(name="n")

    @tf1.keras.utils.track_tf1_style_variables
    def call(self, x):
        v = tf1.get_variable("bias", [2], initializer=tf1.zeros_initializer(), trainable=False)
        return self.net(x) + v


m = M()
m(x)
tf.train.Checkpoint(m).write("c")
inp = tf.keras.Input((8, 8, 3))
f = tf.keras.Model(inp, M()(inp))
tf.train.Checkpoint(f).write("d")
print([v.name for v in f.weights])
