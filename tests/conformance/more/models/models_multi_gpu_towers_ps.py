"""Towers with variables on one device, averaged gradients, EMA over all trainable variables, partitioned embeddings."""
import re
from six.moves import xrange
import tensorflow as tf
TOWER_NAME = "tower"

def _variable_on_cpu(name, shape, initializer):
    with tf.device("/cpu:0"):
        return tf.get_variable(name, shape, initializer=initializer, dtype=tf.float32)

def _with_decay(name, shape, stddev, wd):
    var = _variable_on_cpu(name, shape, tf.truncated_normal_initializer(stddev=stddev))
    if wd is not None:
        tf.add_to_collection("losses", tf.multiply(tf.nn.l2_loss(var), wd, name="weight_loss"))
    return var

def inference(ids, images):
    with tf.variable_scope("embed", partitioner=tf.fixed_size_partitioner(3)):
        table = tf.get_variable("table", [12, 4])
        e = tf.nn.embedding_lookup(table, ids, partition_strategy="div")
    with tf.variable_scope("conv1") as scope:
        kernel = _with_decay("weights", [5, 5, 3, 8], 5e-2, None)
        biases = _variable_on_cpu("biases", [8], tf.constant_initializer(0.0))
        conv1 = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(images, kernel, [1, 1, 1, 1], padding="SAME"), biases), name=scope.name)
        tf.summary.histogram(re.sub("%s_[0-9]*/" % TOWER_NAME, "", conv1.op.name) + "/activations", conv1)
    norm1 = tf.nn.lrn(tf.nn.max_pool(conv1, [1, 3, 3, 1], [1, 2, 2, 1], padding="SAME", name="pool1"), 4, name="norm1")
    with tf.variable_scope("local3") as scope:
        reshape = tf.concat([tf.reshape(norm1, [images.get_shape().as_list()[0], -1]), e], 1)
        w = _with_decay("weights", [reshape.get_shape()[1].value, 10], 0.04, 0.004)
        b = _variable_on_cpu("biases", [10], tf.constant_initializer(0.1))
        return tf.nn.relu(tf.matmul(reshape, w) + b, name=scope.name)

def average_gradients(tower_grads):
    average = []
    for grad_and_vars in zip(*tower_grads):
        grads = [tf.expand_dims(tf.convert_to_tensor(g), 0) for g, _ in grad_and_vars]
        average.append((tf.reduce_mean(tf.concat(axis=0, values=grads), 0), grad_and_vars[0][1]))
    return average

with tf.Graph().as_default(), tf.device("/cpu:0"):
    global_step = tf.get_variable("global_step", [], initializer=tf.constant_initializer(0), trainable=False)
    opt = tf.train.AdagradOptimizer(tf.train.exponential_decay(0.1, global_step, 100, 0.1, staircase=True))
    tower_grads = []
    with tf.variable_scope(tf.get_variable_scope()):
        for i in xrange(2):
            with tf.device("/gpu:%d" % i), tf.name_scope("%s_%d" % (TOWER_NAME, i)) as scope:
                ids = tf.placeholder(tf.int32, [2])
                logits = inference(ids, tf.placeholder(tf.float32, [2, 8, 8, 3]))
                tf.add_to_collection("losses", tf.reduce_mean(logits, name="cross_entropy"))
                total = tf.add_n(tf.get_collection("losses", scope), name="total_loss")
                tf.get_variable_scope().reuse_variables()
                tower_grads.append(opt.compute_gradients(total))
    grads = average_gradients(tower_grads)
    apply_op = opt.apply_gradients(grads, global_step=global_step)
    variable_averages = tf.train.ExponentialMovingAverage(0.9999, global_step)
    averages_op = variable_averages.apply([v for v in tf.trainable_variables() if "embed" not in v.op.name])
    train_op = tf.group(apply_op, averages_op)
    saver = tf.train.Saver(tf.global_variables())
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
        sess.run(tf.global_variables_initializer())
        saver.save(sess, "train/model.ckpt", global_step=0)
        tf.train.Saver(variable_averages.variables_to_restore()).save(sess, "eval/model.ckpt")
