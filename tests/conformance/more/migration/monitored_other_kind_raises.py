"""A session does not resume from an object-based checkpoint with a Saver: its graph is finalized."""

import tensorflow as tf
import tensorflow.compat.v1 as tf1


def run(saver):
    with tf.Graph().as_default():
        w = tf1.get_variable("w", initializer=1.0)
        step = tf1.train.get_or_create_global_step()
        train = tf.group(step.assign_add(1), w.assign_add(1.0))
        scaffold = tf1.train.Scaffold(saver=saver(w, step))
        with tf1.train.MonitoredTrainingSession(checkpoint_dir="out", save_checkpoint_steps=1, scaffold=scaffold) as sess:
            sess.run(train)


run(lambda w, step: tf.train.Checkpoint(w=w, global_step=step))
run(lambda w, step: tf1.train.Saver([w, step]))
