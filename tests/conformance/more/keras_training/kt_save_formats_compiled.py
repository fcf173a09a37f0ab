"""One trained model in all the forms that Keras 2 writes."""
import tensorflow as tf

inputs = tf.keras.Input((2,))
x = tf.keras.layers.Dense(3, name="first")(inputs)
x = tf.keras.layers.BatchNormalization()(x)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, name="last")(x))
model.compile("sgd", "mse", metrics=["mae"])
model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)
model.save("whole.keras")
model.save("whole.h5")
model.save_weights("w.weights.h5")
model.save("folder")
