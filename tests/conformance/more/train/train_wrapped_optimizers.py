"""Optimizers that wrap others, slots of other shapes than the variable's, and two optimizers of one name."""

import tensorflow as tf

w = tf.get_variable("w", [4])
with tf.variable_scope("net"):
    b = tf.get_variable("b", [4])
    unused = tf.get_variable("unused", [4])
loss = tf.reduce_sum(w * b)
step = tf.train.get_or_create_global_step()
tf.contrib.opt.AdaMaxOptimizer().minimize(loss)
tf.contrib.opt.ShampooOptimizer(svd_interval=2).minimize(loss)
sync = tf.train.SyncReplicasOptimizer(tf.train.AdagradDAOptimizer(0.1, step), 2)
sync.minimize(loss, global_step=step)
opt = tf.contrib.opt.DropStaleGradientOptimizer(tf.train.FtrlOptimizer(0.1, accum_name="Acc"), 2)
opt.minimize(loss, global_step=step)
tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
m2 = tf.train.MomentumOptimizer(0.1, 0.9)
gv = m2.compute_gradients(loss, [w, b, unused])
m2.apply_gradients([(tf.clip_by_value(g, -1, 1), v) for g, v in gv if g is not None], name="go")
print([v.name for v in m2.variables()], m2.get_slot_names(), m2.get_slot(w, "momentum").name)
with tf.Session() as s:
    s.run(tf.global_variables_initializer())
    tf.train.Saver().save(s, "wrapped/m")
