"""``tf.compat.v1.layers``: layers whose variables are made by get_variable in a variable scope of the layer's own."""
