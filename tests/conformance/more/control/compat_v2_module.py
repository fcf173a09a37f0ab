import tensorflow.compat.v2 as tf

tf.enable_v2_behavior()
if hasattr(tf, "enable_v2_behavior"):
    tf.train.Checkpoint(w=tf.Variable(1.0), layer=tf.keras.layers.Dense(2)).write("w")
