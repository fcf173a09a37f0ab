"""A recurrent model of tf.Module objects, lazily built."""
import tensorflow as tf

class Linear(tf.Module):
    def __init__(self, out, with_bias=True, name=None):
        super().__init__(name=name)
        self.out, self.with_bias = out, with_bias
        self._built = False
    @tf.Module.with_name_scope
    def __call__(self, x):
        if not self._built:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.out]), name="w")
            if self.with_bias:
                self.b = tf.Variable(tf.zeros([self.out]), name="b")
            self._built = True
        y = tf.matmul(x, self.w)
        return y + self.b if self.with_bias else y

class GRUCore(tf.Module):
    def __init__(self, size):
        super().__init__(name="gru")
        self.size = size
        self.gates = {k: Linear(size, name=k) for k in ("reset", "update", "candidate")}
        self.h0 = tf.Variable(tf.zeros([1, size]), trainable=False, name="h0")
    def __call__(self, x, h):
        xh = tf.concat([x, h], -1)
        r, z = (tf.sigmoid(self.gates[k](xh)) for k in ("reset", "update"))
        c = tf.tanh(self.gates["candidate"](tf.concat([x, r * h], -1)))
        return z * h + (1 - z) * c

class Model(tf.Module):
    def __init__(self, sizes):
        super().__init__()
        self.cores = [GRUCore(s) for s in sizes]
        self.out = Linear(2)
        self.stats = {"seen": tf.Variable(0, dtype=tf.int64), "loss": (tf.Variable(0.0), tf.Variable(1.0))}
    def __call__(self, xs):
        hs = [tf.tile(c.h0, [xs.shape[0], 1]) for c in self.cores]
        for t in range(xs.shape[1]):
            inp = xs[:, t]
            for i, core in enumerate(self.cores):
                hs[i] = inp = core(inp, hs[i])
        return self.out(inp)

model = Model([3, 4])
model(tf.zeros([2, 3, 5]))
opt = tf.keras.optimizers.SGD(0.1, momentum=0.9)
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(model(tf.ones([2, 3, 5])))
opt.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
tf.train.Checkpoint(model=model, opt=opt).write("rnn")
tf.train.Checkpoint(model).save("root/rnn")
