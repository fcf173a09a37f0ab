"""DeepLab: atrous spatial pyramid pooling over a slim backbone, decoder with skip, EMA-free finetuning filter."""

import tensorflow as tf
import collections

slim = tf.contrib.slim

Block = collections.namedtuple("Block", ["scope", "depth", "units", "stride", "rate"])
BLOCKS = [Block("block1", 8, 2, 2, 1), Block("block2", 16, 2, 1, 2)]


def fixed_pad(x, k, rate):
    eff = k + (k - 1) * (rate - 1)
    beg = (eff - 1) // 2
    return tf.pad(x, [[0, 0], [beg, eff - 1 - beg], [beg, eff - 1 - beg], [0, 0]])


def conv_same(x, depth, k, stride, rate=1, scope=None):
    if stride == 1:
        return slim.conv2d(x, depth, k, stride=1, rate=rate, padding="SAME", scope=scope)
    return slim.conv2d(fixed_pad(x, k, rate), depth, k, stride=stride, rate=rate, padding="VALID", scope=scope)


@slim.add_arg_scope
def bottleneck(x, depth, stride, rate=1, outputs_collections=None, scope=None):
    with tf.variable_scope(scope, "bottleneck_v1", [x]) as sc:
        depth_in = slim.utils.last_dimension(x.get_shape(), min_rank=4)
        if depth == depth_in:
            shortcut = x if stride == 1 else slim.max_pool2d(x, [1, 1], stride=stride)
        else:
            shortcut = slim.conv2d(x, depth, [1, 1], stride=stride, activation_fn=None, scope="shortcut")
        r = slim.conv2d(x, depth // 4, [1, 1], scope="conv1")
        r = conv_same(r, depth // 4, 3, stride, rate, scope="conv2")
        r = slim.conv2d(r, depth, [1, 1], activation_fn=None, scope="conv3")
        out = tf.nn.relu(shortcut + r)
        return slim.utils.collect_named_outputs(outputs_collections, sc.name, out)


def backbone(x, is_training):
    endpoints = {}
    with tf.variable_scope("resnet_v1_small", values=[x]) as sc:
        with slim.arg_scope([slim.batch_norm], is_training=is_training, decay=0.99, scale=True):
            with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm, weights_regularizer=slim.l2_regularizer(1e-4)):
                net = conv_same(x, 8, 7, 2, scope="conv1")
                net = slim.max_pool2d(net, [3, 3], stride=2, scope="pool1", padding="SAME")
                for block in BLOCKS:
                    with tf.variable_scope(block.scope, "block", [net]):
                        for i in range(block.units):
                            with tf.variable_scope("unit_%d" % (i + 1), values=[net]):
                                net = bottleneck(net, block.depth, block.stride if i == block.units - 1 else 1, block.rate)
                    endpoints[block.scope] = net
    return net, endpoints


def aspp(net, depth, rates, is_training):
    with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm, normalizer_params={"is_training": is_training, "scale": True}):
        h, w = net.get_shape().as_list()[1:3]
        branches = []
        pooled = tf.reduce_mean(net, [1, 2], keepdims=True, name="global_average_pooling")
        pooled = slim.conv2d(pooled, depth, 1, scope="image_pooling")
        branches.append(tf.image.resize_bilinear(pooled, (h, w), align_corners=True))
        branches.append(slim.conv2d(net, depth, 1, scope="aspp0"))
        for i, rate in enumerate(rates, 1):
            scope = "aspp" + str(i)
            b = slim.separable_conv2d(net, None, 3, depth_multiplier=1, rate=rate, scope=scope + "_depthwise")
            branches.append(slim.conv2d(b, depth, 1, scope=scope + "_pointwise"))
        net = tf.concat(branches, 3)
        net = slim.conv2d(net, depth, 1, scope="concat_projection")
        return slim.dropout(net, keep_prob=0.9, is_training=is_training, scope="concat_projection_dropout")


images = tf.placeholder(tf.float32, [2, 65, 65, 3])
labels = tf.placeholder(tf.int32, [2, 17, 17])
net, ends = backbone(images, True)
net = aspp(net, 8, (6, 12), True)
with tf.variable_scope("decoder"):
    with tf.variable_scope("decoder0"):
        low = slim.conv2d(ends["block1"], 4, 1, scope="feature_projection0")
        up = tf.image.resize_bilinear(net, tf.shape(low)[1:3])
        net = slim.repeat(tf.concat([up, low], axis=3), 2, slim.conv2d, 8, 3, scope="decoder_conv")
with tf.variable_scope("logits"):
    logits = slim.conv2d(net, 5, 1, activation_fn=None, normalizer_fn=None, scope="semantic")
flat = tf.reshape(tf.image.resize_bilinear(logits, [17, 17]), [-1, 5])
tf.losses.sparse_softmax_cross_entropy(tf.reshape(labels, [-1]), flat)
total = tf.losses.get_total_loss()
step = tf.train.get_or_create_global_step()
lr = tf.train.polynomial_decay(0.007, step, 30000, power=0.9)
opt = tf.train.MomentumOptimizer(lr, 0.9)
gv = opt.compute_gradients(total)
mult = {v.op.name: 10.0 for v in tf.trainable_variables() if v.op.name.startswith("logits")}
gv = slim.learning.multiply_gradients(gv, mult)
train = tf.group(opt.apply_gradients(gv, global_step=step), *tf.get_collection(tf.GraphKeys.UPDATE_OPS))
restore = slim.get_variables_to_restore(exclude=["logits", "global_step"])
print(len(restore))
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt", global_step=0)
