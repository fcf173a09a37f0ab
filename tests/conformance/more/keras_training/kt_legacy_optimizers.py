"""Hyperparameters and slots of legacy optimizers; a schedule leaves no learning rate."""
import tensorflow as tf

legacy = tf.keras.optimizers.legacy
schedule = tf.keras.optimizers.schedules.PolynomialDecay(0.1, 10)
for name, make in [
    ("sgd", lambda: legacy.SGD(0.1)), ("momentum", lambda: legacy.SGD(0.1, momentum=0.9)), ("rms", lambda: legacy.RMSprop(0.1, centered=True)),
    ("ftrl", lambda: legacy.Ftrl()), ("nadam", lambda: legacy.Nadam()), ("adadelta", lambda: legacy.Adadelta()),
    ("scheduled", lambda: legacy.Adam(schedule, amsgrad=True)),
]:
    optimizer, w = make(), tf.Variable([1.0, 2.0])
    checkpoint = tf.train.Checkpoint(optimizer=optimizer, w=w)
    checkpoint.write("legacy/before_" + name)
    optimizer.apply_gradients([(tf.ones([2]), w)])
    checkpoint.write("legacy/after_" + name)
