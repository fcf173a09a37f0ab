"""tf.Module RNN language model with cells in lists, EMA copies in a dict, step variable, own optimizer state."""
import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(tf.random.normal([n_in, n_out]) * 0.1, name="w")
        self.b = tf.Variable(tf.zeros([n_out]), name="b")

    @tf.Module.with_name_scope
    def __call__(self, x):
        return x @ self.w + self.b


class LSTMCell(tf.Module):
    def __init__(self, n_in, n_hidden, name=None):
        super().__init__(name)
        self.n_hidden = n_hidden
        self.gates = {k: Linear(n_in + n_hidden, n_hidden) for k in ("i", "f", "o", "g")}
        self.gates["f"].b.assign(tf.ones([n_hidden]))

    def __call__(self, x, state):
        h, c = state
        xh = tf.concat([x, h], axis=-1)
        i, f, o = (tf.sigmoid(self.gates[k](xh)) for k in "ifo")
        c = f * c + i * tf.tanh(self.gates["g"](xh))
        h = o * tf.tanh(c)
        return h, (h, c)


class LM(tf.Module):
    def __init__(self, vocab, dim, layers=2):
        super().__init__()
        with self.name_scope:
            self.embed = tf.Variable(tf.random.normal([vocab, dim]), name="embed")
        self.cells = [LSTMCell(dim, dim) for _ in range(layers)]
        self.heads = (Linear(dim, vocab), Linear(dim, 1))
        self._dim = dim

    def __call__(self, ids):
        states = [(tf.zeros([ids.shape[0], self._dim]),) * 2 for _ in self.cells]
        outs = []
        for t in range(ids.shape[1]):
            x = tf.gather(self.embed, ids[:, t])
            for k, cell in enumerate(self.cells):
                x, states[k] = cell(x, states[k])
            outs.append(self.heads[0](x))
        return tf.stack(outs, axis=1)


class EMA(tf.Module):
    def __init__(self, model, decay=0.99):
        super().__init__()
        self.decay = decay
        self.shadow = {v.name.replace(":0", "").replace("/", "_") + "_%d" % i: tf.Variable(v, trainable=False) for i, v in enumerate(model.trainable_variables)}

    def update(self, model):
        for s, v in zip(self.shadow.values(), model.trainable_variables):
            s.assign(self.decay * s + (1 - self.decay) * v)


class Momentum(tf.Module):
    def __init__(self, variables, lr):
        super().__init__()
        self.lr, self.vel = tf.Variable(lr, trainable=False), [tf.Variable(tf.zeros_like(v), trainable=False) for v in variables]

    def apply(self, grads, variables):
        for g, m, v in zip(grads, self.vel, variables):
            m.assign(0.9 * m + tf.convert_to_tensor(g))
            v.assign_sub(self.lr * m)


lm = LM(11, 6)
ids = tf.ones([2, 4], tf.int32)
opt = Momentum(lm.trainable_variables, 0.1)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(ids, lm(ids)))
gs = tape.gradient(loss, lm.trainable_variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
opt.apply(gs, lm.trainable_variables)
ema = EMA(lm)
ckpt = tf.train.Checkpoint(step=tf.Variable(1), net=lm, ema=ema, opt=opt)
ckpt.step.assign_add(1)
ckpt.save("./lm")
