"""Variables by scope, suffix, name and pattern, each saved alone."""
import tensorflow as tf
from tensorflow.contrib import framework, slim

x = tf.zeros([1, 4])
for scope in ("enc", "enc2", "dec"):
    with tf.variable_scope(scope) as opened:
        slim.fully_connected(slim.fully_connected(x, 3, scope="in"), 2, scope="out", normalizer_fn=slim.batch_norm)
chosen = {
    "scope": slim.get_variables("enc"),
    "object": slim.get_model_variables(opened),
    "suffix": slim.get_variables_by_suffix("weights"),
    "suffixed": slim.get_trainable_variables("enc/", "biases"),
    "named": slim.get_variables_by_name("beta"),
    "named_in": slim.get_variables_by_name("weights", "dec"),
    "include": slim.get_variables_to_restore(include=["enc/", "dec/in"]),
    "exclude": slim.get_variables_to_restore(exclude=["enc2", "dec/out"]),
    "both": slim.get_variables_to_restore(include=["enc"], exclude=["enc/out"]),
    "filtered": framework.filter_variables(slim.get_variables(), ["weights"], ["enc2"]),
    "matched": framework.filter_variables(slim.get_variables(), include_patterns=["enc/"], reg_search=False),
    "unique": [slim.get_unique_variable("enc/in/biases")],
}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver(chosen["scope"]).save(sess, "scope")
    tf.train.Saver(chosen["object"]).save(sess, "object")
    tf.train.Saver(chosen["suffix"]).save(sess, "suffix")
    tf.train.Saver(chosen["suffixed"]).save(sess, "suffixed")
    tf.train.Saver(chosen["named"]).save(sess, "named")
    tf.train.Saver(chosen["named_in"]).save(sess, "named_in")
    tf.train.Saver(chosen["include"]).save(sess, "include")
    tf.train.Saver(chosen["exclude"]).save(sess, "exclude")
    tf.train.Saver(chosen["both"]).save(sess, "both")
    tf.train.Saver(chosen["filtered"]).save(sess, "filtered")
    tf.train.Saver(chosen["matched"]).save(sess, "matched")
    tf.train.Saver(chosen["unique"]).save(sess, "unique")
