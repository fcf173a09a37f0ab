"""Dueling DQN in TF2: an agent object with online and target nets, noisy layers, set_weights, optimizer clones, best copy kept in the checkpoint."""
import tensorflow as tf


class NoisyDense(tf.keras.layers.Layer):
    def __init__(self, units, activation=None, sigma=0.5, name=None):
        super().__init__(name=name)
        self.units, self.activation, self.sigma = units, tf.keras.activations.get(activation), sigma

    def build(self, input_shape):
        n = int(input_shape[-1])
        for kind, shape in (("kernel", (n, self.units)), ("bias", (self.units,))):
            for part, value in (("mu", 0.0), ("sigma", self.sigma)):
                setattr(self, f"{kind}_{part}", self.add_weight(name=f"{kind}_{part}", shape=shape, initializer=tf.keras.initializers.Constant(value)))

    def call(self, x, training=True):
        w, b = self.kernel_mu, self.bias_mu
        if training:
            w = w + self.kernel_sigma * tf.random.normal(tf.shape(w))
            b = b + self.bias_sigma * tf.random.normal(tf.shape(b))
        return self.activation(x @ w + b)


class Dueling(tf.keras.Model):
    def __init__(self, actions, hidden=(8, 8), noisy=True):
        super().__init__()
        dense = NoisyDense if noisy else tf.keras.layers.Dense
        self.torso = [tf.keras.layers.Dense(h, activation="relu") for h in hidden[:-1]]
        self.value = tf.keras.Sequential([dense(hidden[-1], activation="relu"), dense(1)])
        self.advantage = tf.keras.Sequential([dense(hidden[-1], activation="relu"), dense(actions)])

    def call(self, x):
        for layer in self.torso:
            x = layer(x)
        a = self.advantage(x)
        return self.value(x) + a - tf.reduce_mean(a, axis=1, keepdims=True)


class Agent(tf.Module):
    def __init__(self, obs, actions):
        super().__init__(name="agent")
        self.online, self.target = Dueling(actions), Dueling(actions)
        for net in (self.online, self.target):
            net(tf.zeros([1, obs]))
        self.target.set_weights(self.online.get_weights())
        self.optimizer = tf.keras.optimizers.RMSprop(1e-3, centered=True)
        self.steps = tf.Variable(0, dtype=tf.int64)
        self.epsilon = lambda: max(0.1, 1.0 - 0.01 * int(self.steps))
        self.returns = tf.Variable([0.0] * 3, name="returns")

    def learn(self, s, a, r, n):
        best = tf.argmax(self.online(n), axis=1)
        target = r + 0.99 * tf.gather(self.target(n), best, axis=1, batch_dims=1)
        with tf.GradientTape() as tape:
            q = tf.reduce_sum(self.online(s) * tf.one_hot(a, 3), axis=1)
            loss = tf.keras.losses.Huber()(tf.stop_gradient(target), q)
        variables = self.online.trainable_variables
        self.optimizer.apply_gradients((g, v) for g, v in zip(tape.gradient(loss, variables), variables))
        self.steps.assign_add(1)
        for t, o in zip(self.target.variables, self.online.variables):
            t.assign(0.99 * t + 0.01 * o)


agent = Agent(4, 3)
agent.learn(tf.zeros([2, 4]), tf.zeros([2], tf.int32), tf.zeros([2]), tf.zeros([2, 4]))
root = tf.train.Checkpoint(agent=agent, best={"score": tf.Variable(0.0), "net": agent.online})
print(root.save("./dueling/ckpt"))
