"""Convolutions, stacked recurrent layers in default scopes, CTC."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
images = tf.placeholder(tf.float32, [None, 32, 100, 1])
targets = tf.sparse_placeholder(tf.int32)
lengths = tf.placeholder(tf.int32, [None])
training = tf.placeholder(tf.bool, [])


def conv(x, filters, n):
    with tf.variable_scope("conv%d" % n):
        x = tf.layers.conv2d(x, filters, 3, padding="same", name="conv")
        x = tf.layers.batch_normalization(x, training=training)
        return tf.layers.max_pooling2d(tf.nn.relu(x), 2, 2)


x = images
for n, filters in enumerate([4, 8, 8]):
    x = conv(x, filters, n)
x = tf.transpose(x, [0, 2, 1, 3])
shape = x.get_shape().as_list()
x = tf.reshape(x, [-1, shape[1], shape[2] * shape[3]])
with tf.variable_scope("bilstm"):
    for layer in range(2):
        with tf.variable_scope(None, default_name="bidirectional-rnn-%d" % (layer + 1)):
            fw = tf.nn.rnn_cell.LSTMCell(6, use_peepholes=layer == 0)
            bw = tf.nn.rnn_cell.LSTMCell(6, use_peepholes=layer == 0)
            outputs, _ = tf.nn.bidirectional_dynamic_rnn(fw, bw, x, sequence_length=lengths, dtype=tf.float32)
            x = tf.nn.dropout(tf.concat(outputs, -1), rate=tf.cond(training, lambda: 0.5, lambda: 0.0))
logits = tf.layers.dense(x, 11, name="logits")
loss = tf.reduce_mean(tf.nn.ctc_loss(targets, tf.transpose(logits, [1, 0, 2]), lengths))
global_step = tf.train.get_or_create_global_step()
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    train = tf.train.RMSPropOptimizer(tf.train.exponential_decay(0.1, global_step, 100, 0.9), momentum=0.9).minimize(loss, global_step=global_step)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "ocr")
