"""Models that clone_model makes: of a Sequential, a functional and a nested one, with wrappers and shared layers."""
import tensorflow as tf

layers = tf.keras.layers


def target_of(model):
    target = tf.keras.models.clone_model(model)
    target.set_weights(model.get_weights())
    return target


online = tf.keras.Sequential(name="q")
online.add(layers.InputLayer((4,)))
online.add(layers.Dense(8, activation="relu", name="hidden"))
online.add(layers.Dropout(0.1))
online.add(layers.Dense(2, use_bias=False))
target = target_of(online)

left, right = tf.keras.Input((3, 5), name="left"), tf.keras.Input((3, 5), name="right")
encoder = layers.Bidirectional(layers.LSTM(3), name="encoder")
joined = layers.Concatenate()([encoder(left), encoder(right)]) * 2.0
inner = tf.keras.Sequential([tf.keras.Input((12,)), layers.Dense(6), layers.BatchNormalization()], name="inner")
twin = tf.keras.Model([left, right], layers.Dense(1, name="score")(inner(joined)), name="twin")
again = tf.keras.models.clone_model(twin)
wide = tf.keras.models.clone_model(online, clone_function=lambda layer: layers.Dense(8, name="other") if layer.name == "hidden" else layer)

late = tf.keras.Sequential([layers.Dense(3), layers.TimeDistributed(layers.Dense(2))])
late.build((None, 4, 5))
unbuilt = tf.keras.models.clone_model(late)
print(unbuilt.built)

tf.train.Checkpoint(online=online, target=target, unbuilt=unbuilt).save("q/ckpt")
tf.train.Checkpoint(model=again).write("twin/ckpt")
tf.train.Checkpoint(model=wide).write("wide/ckpt")
again.save_weights("again.weights.h5")
