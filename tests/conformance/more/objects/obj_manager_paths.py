"""Paths that a manager gives are those of its files."""
import tensorflow as tf

ckpt = tf.train.Checkpoint(w=tf.Variable([1.0]))
manager = tf.train.CheckpointManager(ckpt, "managed", max_to_keep=3)
manager.save()
second = manager.save()
print(manager.checkpoints)
fresh = tf.train.Checkpoint(w=tf.Variable([0.0]), b=tf.Variable(0.0))
fresh.restore(manager.latest_checkpoint).expect_partial()
fresh.save("managed2/ck")
