"""Metrics in a module and in a checkpoint."""
import tensorflow as tf

metrics = tf.keras.metrics
module = tf.Module()
module.mean, module.auc = metrics.Mean(), metrics.AUC(num_thresholds=50)
module.recall, module.top = metrics.Recall(thresholds=[0.3, 0.7]), metrics.SparseTopKCategoricalAccuracy(k=3)
module.iou, module.hits = metrics.MeanIoU(num_classes=4), metrics.TruePositives()
module.scale = tf.Variable(1.0)
tf.train.Checkpoint(module=module).write("metrics/module")
