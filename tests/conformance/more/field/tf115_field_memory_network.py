"""Gradients that do not reach a variable are None, which clip_by_norm refuses."""
import numpy as np
import tensorflow as tf


def zero_nil_slot(t, name=None):
    with tf.op_scope([t], name, "zero_nil_slot") as name:
        t = tf.convert_to_tensor(t, name="t")
        s = tf.shape(t)[1]
        z = tf.zeros(tf.stack([1, s]))
        return tf.concat([z, tf.slice(t, [1, 0], [-1, -1])], 0, name=name)


class MemN2N(object):
    def __init__(self, vocab=12, size=4, mem=5, emb=6, hops=3, session=None, name='MemN2N', optimizer=None):
        self._vocab, self._size, self._mem, self._emb, self._hops, self._name = vocab, size, mem, emb, hops, name
        self._build_inputs()
        self._build_vars()
        self._opt = optimizer or tf.train.GradientDescentOptimizer(learning_rate=0.1)
        loss = tf.reduce_sum(self._inference(self._stories, self._queries))
        gv = self._opt.compute_gradients(loss)
        gv = [(tf.clip_by_norm(g, 40.0), v) for g, v in gv]
        nil = []
        for g, v in gv:
            if v.name in self._nil_vars:
                nil.append((zero_nil_slot(g), v))
            else:
                nil.append((g, v))
        self.train_op = self._opt.apply_gradients(nil, name="train_op")
        self._sess = session or tf.Session()
        self._sess.run(tf.global_variables_initializer())

    def _build_inputs(self):
        self._stories = tf.placeholder(tf.int32, [None, self._mem, self._size], name="stories")
        self._queries = tf.placeholder(tf.int32, [None, self._size], name="queries")

    def _build_vars(self):
        with tf.variable_scope(self._name):
            nil = tf.zeros([1, self._emb])
            A = tf.concat(axis=0, values=[nil, tf.random_normal([self._vocab - 1, self._emb])])
            self.A_1 = tf.Variable(A, name="A")
            self.C = []
            for hopn in range(self._hops):
                with tf.variable_scope('hop_{}'.format(hopn)):
                    self.C.append(tf.Variable(A, name="C"))
            self.TA = tf.Variable(np.ones([self._mem, self._emb], np.float32), name='TA')
        self._nil_vars = set([self.A_1.name] + [x.name for x in self.C])

    def _inference(self, stories, queries):
        with tf.variable_scope(self._name):
            u = [tf.reduce_sum(tf.nn.embedding_lookup(self.A_1, queries), 1)]
            for hopn in range(self._hops):
                emb = self.A_1 if hopn == 0 else None
                if hopn == 0:
                    m = tf.reduce_sum(tf.nn.embedding_lookup(emb, stories), 2)
                else:
                    with tf.variable_scope('hop_{}'.format(hopn - 1)):
                        m = tf.reduce_sum(tf.nn.embedding_lookup(self.C[hopn - 1], stories), 2)
                u_temp = tf.transpose(tf.expand_dims(u[-1], -1), [0, 2, 1])
                probs = tf.nn.softmax(tf.reduce_sum(m * u_temp, 2))
                with tf.variable_scope('hop_{}'.format(hopn)):
                    c = tf.reduce_sum(tf.nn.embedding_lookup(self.C[hopn], stories), 2)
                o = tf.reduce_sum(tf.transpose(c, [0, 2, 1]) * tf.transpose(tf.expand_dims(probs, -1), [0, 2, 1]), 2)
                H = tf.get_variable("H", [self._emb, self._emb]) if hopn == 0 else H
                u.append(tf.matmul(u[-1], H) + o)
            with tf.variable_scope('hop_{}'.format(self._hops)):
                return tf.matmul(u[-1], tf.transpose(self.C[-1], [1, 0]))


m = MemN2N(optimizer=tf.train.AdamOptimizer(0.01, name="MyAdam"))
tf.train.Saver(max_to_keep=100).save(m._sess, "mem/ck", global_step=5)
