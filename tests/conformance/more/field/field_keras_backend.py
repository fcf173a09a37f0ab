"""Shapes through tf.keras.backend; K.variable, K.zeros and K.ones make variables, K.zeros_like does not."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
K = tf.keras.backend


def unit(vectors, axis=-1):
    scale = K.sum(K.square(vectors), axis, keepdims=True)
    return scale / (1 + scale) / K.sqrt(scale + K.epsilon()) * vectors


class Attend(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(name="w", shape=(int(input_shape[-1]), 6), initializer="uniform")
        super(Attend, self).build(input_shape)

    def call(self, inputs):
        scores = K.dot(inputs, self.w)
        weights = K.softmax(K.permute_dimensions(scores, (0, 2, 1)))
        return K.batch_dot(weights, inputs)


x = tf.placeholder(tf.float32, [4, 7, 3])
step = K.variable(0.0, name="step")
mask = K.zeros((2, 5))
K.ones([3], name="gain")
K.zeros_like(x)
pooled = unit(Attend()(x))
flat = K.batch_flatten(pooled)
both = K.concatenate([flat, K.repeat_elements(flat, 2, 1) if False else flat])
kernel = tf.get_variable("kernel", [K.int_shape(both)[1], K.ndim(pooled)])
out = K.dot(both, kernel)
tf.get_variable("bias", K.int_shape(K.expand_dims(K.mean(out, axis=0)))[::-1])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
