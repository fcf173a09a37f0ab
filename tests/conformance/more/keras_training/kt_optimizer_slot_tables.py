"""Which variables each optimizer keeps for two trained variables."""
import tensorflow as tf

optimizers = tf.keras.optimizers
made = {
    "sgd": optimizers.SGD(0.1), "momentum": optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "amsgrad": optimizers.Adam(amsgrad=True), "adamw": optimizers.AdamW(weight_decay=0.01), "adamax": optimizers.Adamax(),
    "nadam": optimizers.Nadam(), "adagrad": optimizers.Adagrad(), "adadelta": optimizers.Adadelta(), "ftrl": optimizers.Ftrl(),
    "rms": optimizers.RMSprop(), "rms_all": optimizers.RMSprop(momentum=0.5, centered=True), "lion": optimizers.Lion(),
    "factor": optimizers.Adafactor(), "ema": optimizers.Adam(use_ema=True), "sgd_ema": optimizers.SGD(use_ema=True),
}
kernel, bias = tf.Variable(tf.ones([2, 3]), name="kernel"), tf.Variable(tf.ones([3]), name="bias")
for optimizer in made.values():
    optimizer.apply_gradients([(tf.ones([2, 3]), kernel), (tf.ones([3]), bias)])
for name, optimizer in made.items():
    tf.train.Checkpoint(**{name: optimizer}).write("slots/" + name)
