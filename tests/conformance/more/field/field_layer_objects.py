"""tf.layers objects and functions without weights take scopes too: pool1 opened later by default is pool1_1."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2, 32, 32, 3])
x = tf.layers.SeparableConv2D(8, 3, padding="same")(x)
x = tf.layers.MaxPooling2D(2, 2)(x)
x = tf.layers.max_pooling2d(x, 2, 2, name="pool1")
with tf.variable_scope(None, "pool1"):
    tf.get_variable("scale", [1])
with tf.name_scope("pool1"):
    tf.Variable(tf.zeros([x.shape[-1]]), name="offset")
up = tf.layers.Conv2DTranspose(4, 3, strides=2, padding="same", name="up")
x = up(x)
x = tf.layers.dropout(x, 0.5, training=True, name="drop")
with tf.variable_scope("drop"):
    tf.Variable(tf.zeros([1]), name="rate")
x = tf.layers.AveragePooling2D(pool_size=2, strides=2, name="pool2")(x)
x = tf.layers.Dropout(0.2)(x, training=True)
x = tf.layers.Flatten()(x)
with tf.variable_scope("head"):
    x = tf.layers.flatten(x)
    with tf.variable_scope(None, "flatten"):
        tf.get_variable("w", [x.shape[1]])
tf.layers.Dense(5)(x)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
