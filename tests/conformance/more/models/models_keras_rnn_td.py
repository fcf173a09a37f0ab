"""Recurrent, wrapped and convolutional layers in a row, chosen by the version, and a step by hand."""
import tensorflow as tf
L = tf.keras.layers
model = tf.keras.Sequential([
    L.Embedding(30, 5, input_length=7) if tf.__version__.startswith("2.15") else L.Embedding(30, 5),
    L.TimeDistributed(L.Dense(4)),
    L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode="sum"),
    L.RNN([L.GRUCell(4), L.LSTMCell(2)], return_sequences=True),
    L.Conv1D(3, 2, dilation_rate=2, padding="causal"),
    L.LayerNormalization(),
    L.PReLU(shared_axes=[1]),
    L.GRU(2, reset_after=False),
])
model.build((None, 7))
tf.train.Checkpoint(model).write("./rnn")
opt = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.PolynomialDecay(0.1, 10), momentum=0.9, nesterov=True)
with tf.GradientTape() as t:
    loss = tf.reduce_sum(model(tf.ones([2, 7], tf.int32)))
vs = model.trainable_variables
opt.apply_gradients(zip(t.gradient(loss, vs), vs))
tf.train.Checkpoint(opt=opt, model=model).write("./both")
