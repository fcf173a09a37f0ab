"""Hooks of the program, a scaffold with an init_fn, a saver hook, and sessions by hand."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Counting(tf.train.SessionRunHook):
    def begin(self):
        self.counter = tf.get_variable("hook/counter", [], trainable=False)
        self.calls = 0

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self.counter)

    def after_run(self, run_context, run_values):
        self.calls += 1


class Listener(tf.train.CheckpointSaverListener):
    def begin(self):
        self.extra = tf.get_variable("listener/extra", [2], trainable=False)


def init_fn(scaffold, session):
    print("init")


w = tf.get_variable("w", [2])
step = tf.train.get_or_create_global_step()
train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w), step)
saver = tf.train.Saver([w, step])
saver_hook = tf.train.CheckpointSaverHook("hooked", save_steps=1, saver=saver, listeners=[Listener()])
with tf.train.MonitoredTrainingSession(
    hooks=[Counting(), tf.train.StopAtStepHook(2)], chief_only_hooks=[saver_hook], scaffold=tf.train.Scaffold(init_fn=init_fn)
) as sess:
    while not sess.should_stop():
        sess.run(train)

with tf.Graph().as_default():
    a = tf.get_variable("a", [3])
    step = tf.train.create_global_step()
    bump = tf.assign_add(step, 1)
    hooks = [Counting(), tf.train.CheckpointSaverHook("single", save_steps=1)]
    with tf.train.SingularMonitoredSession(hooks=hooks, scaffold=tf.train.Scaffold()) as sess:
        sess.run(bump)

with tf.Graph().as_default():
    a = tf.get_variable("a", [3])
    step = tf.train.create_global_step()
    bump = tf.assign_add(step, 1)
    sv = tf.train.Supervisor(logdir="sv2", save_model_secs=0)
    with sv.managed_session() as sess:
        while not sv.should_stop():
            sess.run(bump)
            break
        sv.saver.save(sess, "sv2/by_hand")
