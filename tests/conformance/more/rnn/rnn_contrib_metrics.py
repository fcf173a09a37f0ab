"""Streaming metrics of tf.contrib.metrics, saved with the local variables."""
import tensorflow as tf

labels = tf.constant([1, 0, 1])
predictions = tf.constant([0.3, 0.7, 0.1])
classes = tf.constant([1, 0, 2])
c = tf.contrib.metrics
names_to_values, names_to_updates = c.aggregate_metric_map({
    "accuracy": c.streaming_accuracy(classes, labels),
    "auc": c.streaming_auc(predictions, labels, num_thresholds=5),
    "precision": c.streaming_precision(classes, labels, name="prec"),
    "pearson": c.streaming_pearson_correlation(predictions, predictions),
    "fpr": c.streaming_false_positive_rate(classes, labels),
    "mean": c.streaming_mean(predictions),
    "miou": c.streaming_mean_iou(classes, classes, num_classes=3),
})
for name in sorted(names_to_values):
    tf.get_variable("best_" + name, [])
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    tf.train.Saver(tf.global_variables() + tf.local_variables()).save(sess, "all")
