"""Optimizers of Keras from 2.11 on end the restore of slots, where model and optimizer are both in the checkpoint."""

import tensorflow as tf


def build():
    return tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(3)])


model, optimizer = build(), tf.keras.optimizers.legacy.RMSprop(momentum=0.5)
optimizer.minimize(lambda: tf.reduce_sum(model(tf.ones([1, 2]))), lambda: model.trainable_variables)
tf.train.Checkpoint(model=model, optimizer=optimizer).save("./ckpt/train")

new = tf.keras.optimizers.RMSprop()
tf.train.Checkpoint(net=build(), optimizer=new).restore("./ckpt/train-1").expect_partial()
tf.train.Checkpoint(model=build()).restore("./ckpt/train-1").expect_partial()
tf.train.Checkpoint(model=build(), optimizer=new).restore("./ckpt/train-1")
