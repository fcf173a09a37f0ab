"""A functional U-Net made twice in a graph, and slots for its weights."""

import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_v2_behavior()
K = tf.keras.backend


def unet(n):
    inp = tf.keras.layers.Input(shape=(16, 16, 3))
    skips = []
    x = inp
    for f in (4, 8):
        x = tf.keras.layers.Conv2D(f, 3, padding="same", activation="relu")(x)
        skips.append(x)
        x = tf.keras.layers.MaxPooling2D()(x)
    for f, s in zip((8, 4), reversed(skips)):
        x = tf.keras.layers.Conv2DTranspose(f, 2, strides=2)(x)
        x = tf.keras.layers.concatenate([x, s])
        x = tf.keras.layers.Conv2D(f, 3, padding="same")(x)
    x = tf.keras.layers.Conv2D(n, 1, name="logits")(x)
    return tf.keras.models.Model(inputs=inp, outputs=tf.nn.softmax(x) if False else x, name="unet")


model = unet(2)
with tf1.variable_scope("tower"):
    second = unet(3)
images = tf1.placeholder(tf.float32, [None, 16, 16, 3])
out = model(images)
w = tf1.get_variable("w", [1])
opt = tf1.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_mean(out), var_list=model.trainable_weights)
print(len(model.layers), model.layers[-1].name, [v.name for v in model.weights][:3])
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver(model.weights).save(sess, "a")
    tf1.train.Saver().save(sess, "b")
