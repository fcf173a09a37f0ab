"""tf.contrib.layers, tf.contrib.framework and slim, which the package tf_slim carries on under TF2."""
