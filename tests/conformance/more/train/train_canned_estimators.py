"""Canned estimators: deep, wide, both, and a baseline."""

import tensorflow as tf

fc = tf.feature_column


def input_fn():
    features = {"age": [[1.0], [2.0]], "job": [["a"], ["b"]], "kind": [["x"], ["y"]], "pair": [[1.0, 2.0], [3.0, 4.0]]}
    return tf.data.Dataset.from_tensors((features, [[0], [1]])).repeat(3)


def columns():
    age = fc.numeric_column("age")
    pair = fc.numeric_column("pair", shape=[2])
    job = fc.categorical_column_with_hash_bucket("job", 10)
    kind = fc.categorical_column_with_vocabulary_list("kind", ["x", "y"], num_oov_buckets=1)
    wide = [job, fc.crossed_column(["job", "kind"], 20), fc.bucketized_column(age, [1.0, 2.0, 3.0]), pair]
    deep = [age, pair, fc.embedding_column(job, 4), fc.indicator_column(kind)]
    return wide, deep


wide, deep = columns()
tf.estimator.DNNClassifier([6, 4], deep, model_dir="dnn", batch_norm=True, dropout=0.5).train(input_fn, steps=1)
tf.estimator.DNNRegressor([5], deep, model_dir="reg", optimizer="Adam", label_dimension=1).train(input_fn, steps=1)
tf.estimator.LinearRegressor(wide, model_dir="lin").train(input_fn, steps=1)
both = tf.estimator.DNNLinearCombinedClassifier("both", wide, dnn_feature_columns=deep, dnn_hidden_units=[3])
both.train(input_fn, steps=1)
tf.estimator.BaselineClassifier("base", n_classes=3).train(input_fn, steps=1)
tf.estimator.LinearClassifier(deep, "multi", n_classes=3).train(input_fn, steps=1)
