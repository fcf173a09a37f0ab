"""Feature columns twice, shared embeddings, weighted and nested crosses, in a scope."""

import tensorflow as tf

fc = tf.feature_column
features = {"a": [[1], [2]], "b": [["x"], ["y"]], "c": [[3], [4]], "n": [[1.0, 2.0], [3.0, 4.0]], "w": [[1.0], [2.0]]}
a = fc.categorical_column_with_identity("a", 5)
c = fc.categorical_column_with_identity("c", 5)
b = fc.categorical_column_with_hash_bucket("b", 7)
n = fc.numeric_column("n", shape=(2,))
age = fc.bucketized_column(fc.numeric_column("w"), [1.0])
shared = fc.shared_embedding_columns([c, a], 3)
named = fc.shared_embedding_columns([c, a], 2, shared_embedding_collection_name="own")
crossed = fc.crossed_column([age, "b", fc.crossed_column(["a", "c"], 9)], 11)
weighted = fc.weighted_categorical_column(b, "w")
with tf.variable_scope("net"):
    x = fc.input_layer(features, shared + [n, fc.indicator_column(crossed)])
    y = fc.input_layer(features, [fc.embedding_column(b, 2), shared[0], age])
z = fc.input_layer(features, named)
with tf.variable_scope("lin", reuse=tf.AUTO_REUSE):
    one = fc.linear_model(features, [a, weighted, crossed], units=2)
    two = fc.linear_model(features, [a, n])
h = tf.layers.dense(tf.concat([x, y], 1), 2)
print(x.shape, y.shape)
tf.train.AdagradOptimizer(0.1).minimize(tf.reduce_sum(h) + tf.reduce_sum(one) + tf.reduce_sum(two) + tf.reduce_sum(z))
with tf.Session() as s:
    s.run([tf.global_variables_initializer(), tf.tables_initializer()])
    tf.train.Saver().save(s, "fc/m")
