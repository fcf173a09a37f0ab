"""enumerate(start=1) numbers the scopes, and zip pairs them with their sizes."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
for i, (name, size) in enumerate(zip(("enc", "dec"), (3, 5)), start=1):
    with tf.variable_scope("%s_%d" % (name, i)):
        tf.get_variable("w", [size])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model")
