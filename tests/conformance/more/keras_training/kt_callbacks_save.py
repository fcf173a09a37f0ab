"""Callbacks that save the model, its weights, and nothing."""
import tensorflow as tf


class Every(tf.keras.callbacks.Callback):
    def __init__(self, checkpoint):
        super().__init__()
        self.checkpoint = checkpoint

    def on_epoch_end(self, epoch, logs=None):
        self.checkpoint.write("own/ck")


model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.compile(tf.keras.optimizers.Adagrad(), "mse")
callbacks = tf.keras.callbacks
x, y = tf.ones([4, 2]), tf.ones([4, 1])
model.fit(x, y, verbose=0, callbacks=[callbacks.ModelCheckpoint("best.keras", save_best_only=True), callbacks.EarlyStopping("loss")])
model.fit(x, y, verbose=0, callbacks=[callbacks.ModelCheckpoint("last.keras", monitor="loss", save_best_only=True)])
model.fit(x, y, verbose=0, callbacks=[Every(tf.train.Checkpoint(model=model))])
model.fit(x, y, verbose=0, callbacks=callbacks.BackupAndRestore("backup"))
