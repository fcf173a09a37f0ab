"""Estimators: parameters, a config, a scaffold, train_and_evaluate, features of shapes that the data set tells."""

import tensorflow as tf

tf1 = tf.compat.v1


def parse(features, label):
    return {"x": tf.reshape(features, [4]), "id": tf.constant([1, 2])}, label


def input_fn(params):
    data = tf.data.Dataset.from_tensor_slices(([[[1.0, 2.0], [3.0, 4.0]]] * 8, [0] * 8))
    return data.map(parse).shuffle(8).repeat().batch(params["batch"], drop_remainder=True)


class Model(object):
    def __init__(self, width):
        self.width = width

    def __call__(self, features, labels, mode, params, config):
        x = features["x"]
        table = tf1.get_variable("table", [10, int(x.shape[1])])
        with tf1.variable_scope("tower"):
            w = tf1.get_variable("w", [x.shape[-1], self.width])
            ids = tf.nn.embedding_lookup(table, features["id"])
            y = tf.matmul(x, w) + tf.reduce_mean(ids)
        loss = tf1.losses.sparse_softmax_cross_entropy(labels, y)
        if mode == tf.estimator.ModeKeys.EVAL:
            return tf.estimator.EstimatorSpec(mode, loss=loss)
        opt = tf1.train.AdagradOptimizer(params["lr"])
        train = opt.minimize(loss, global_step=tf1.train.get_or_create_global_step())
        ema = tf1.train.ExponentialMovingAverage(0.9)
        with tf.control_dependencies([train]):
            train = ema.apply([w])
        scaffold = tf1.train.Scaffold(saver=tf1.train.Saver(ema.variables_to_restore()) if params.get("averaged") else None)
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train, scaffold=scaffold)


config = tf.estimator.RunConfig(model_dir="run", save_checkpoints_steps=10)
model = Model(3)
estimator = tf.estimator.Estimator(model.__call__, config=config, params={"lr": 0.1, "batch": 2})
train_spec = tf.estimator.TrainSpec(input_fn, max_steps=2)
tf.estimator.train_and_evaluate(estimator, train_spec, tf.estimator.EvalSpec(input_fn, steps=1))
again = tf.estimator.Estimator(model.__call__, model_dir="averaged", params={"lr": 0.1, "batch": 2, "averaged": True})
again.train(input_fn, steps=2)
