"""Towers with slim arg scopes, shared batch norm, moving averages of trainables + BN, weight decay collection."""
import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib.framework.python.ops import arg_scope


def inference(images, num_classes, for_training, restore_logits=True, scope=None):
    batch_norm_params = {"decay": 0.9997, "epsilon": 0.001, "updates_collections": tf.GraphKeys.UPDATE_OPS}
    with arg_scope([slim.conv2d, slim.fully_connected], weights_regularizer=slim.l2_regularizer(0.00004)):
        with arg_scope([slim.conv2d], activation_fn=tf.nn.relu, normalizer_fn=slim.batch_norm, normalizer_params=batch_norm_params):
            with tf.variable_scope(scope, "inception", [images]):
                end = {}
                net = slim.conv2d(images, 4, [3, 3], stride=2, scope="conv0")
                with arg_scope([slim.conv2d, slim.max_pool2d, slim.avg_pool2d], stride=1, padding="SAME"):
                    for i, d in enumerate((4, 6)):
                        with tf.variable_scope("mixed_%dx%dx%da" % (8, 8, d)):
                            with tf.variable_scope("branch1x1"):
                                b1 = slim.conv2d(net, d, [1, 1])
                            with tf.variable_scope("branch5x5"):
                                b5 = slim.conv2d(net, d, [1, 1])
                                b5 = slim.conv2d(b5, d, [5, 5])
                            with tf.variable_scope("branch_pool"):
                                bp = slim.conv2d(slim.avg_pool2d(net, [3, 3]), 2, [1, 1])
                            net = tf.concat(axis=3, values=[b1, b5, bp])
                with tf.variable_scope("logits"):
                    shape = net.get_shape()
                    net = slim.avg_pool2d(net, shape[1:3], padding="VALID", scope="pool")
                    net = slim.flatten(slim.dropout(net, 0.8, scope="dropout"), scope="flatten")
                    logits = slim.fully_connected(net, num_classes, activation_fn=None, scope="logits")
                    end["predictions"] = tf.nn.softmax(logits, name="predictions")
    return logits, end


def tower_loss(images, labels, n, scope, reuse_variables=None):
    with tf.variable_scope(tf.get_variable_scope(), reuse=reuse_variables):
        logits, _ = inference(images, n, True, scope="net")
    with tf.name_scope("loss"):
        tf.losses.softmax_cross_entropy(labels, logits, label_smoothing=0.1)
    losses = tf.get_collection(tf.GraphKeys.LOSSES, scope)
    reg = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    total = tf.add_n(losses + reg, name="total_loss")
    avg = tf.train.ExponentialMovingAverage(0.9, name="avg")
    op = avg.apply(losses + [total])
    with tf.control_dependencies([op]):
        return tf.identity(total)


with tf.Graph().as_default(), tf.device("/cpu:0"):
    global_step = tf.get_variable("global_step", [], initializer=tf.constant_initializer(0), trainable=False)
    lr = tf.train.exponential_decay(0.1, global_step, 100, 0.16, staircase=True)
    opt = tf.train.RMSPropOptimizer(lr, 0.9, momentum=0.9, epsilon=1.0)
    tower_grads, reuse_variables = [], None
    for i in range(2):
        with tf.device("/cpu:0"):
            with tf.name_scope("%s_%d" % ("tower", i)) as scope:
                loss = tower_loss(tf.zeros([2, 16, 16, 3]), tf.one_hot([0, 1], 3), 3, scope, reuse_variables)
                reuse_variables = True
                bn_updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope)
                tower_grads.append(opt.compute_gradients(loss))
    grads = []
    for gv in zip(*tower_grads):
        g = tf.reduce_mean(tf.concat(axis=0, values=[tf.expand_dims(x, 0) for x, _ in gv]), 0)
        grads.append((g, gv[0][1]))
    apply_op = opt.apply_gradients(grads, global_step=global_step)
    variable_averages = tf.train.ExponentialMovingAverage(0.9999, global_step)
    to_average = tf.trainable_variables() + tf.moving_average_variables()
    averages_op = variable_averages.apply(to_average)
    train_op = tf.group(apply_op, averages_op, *bn_updates)
    saver = tf.train.Saver(tf.global_variables())
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "train/model.ckpt", global_step=0)
    slim_vars = tf.contrib.slim.get_variables_to_restore(exclude=["net/logits"])
    tf.train.Saver({v.op.name: v for v in slim_vars if "avg" not in v.op.name and "RMSProp" not in v.op.name and not v.op.name.endswith("ExponentialMovingAverage")}).save(sess, "train/part")
    tf.train.Saver(variable_averages.variables_to_restore()).save(sess, "train/eval")
