"""Optimizer classes of the program, in Keras 2 and Keras 3."""
import tensorflow as tf
from tensorflow import keras

NEW = hasattr(keras, "ops")


class Warm(keras.optimizers.Adam):
    def __init__(self, rate=0.1, warmup=10, **kwargs):
        super().__init__(learning_rate=rate, **kwargs)
        self.warmup = warmup

    def get_config(self):
        return {**super().get_config(), "warmup": self.warmup}


class Lookahead(keras.optimizers.SGD):
    """Adds weights of its own to those of the class that it derives from."""

    def build(self, var_list):
        super().build(var_list)
        if getattr(self, "slow", None):
            return
        self.slow = []
        for variable in var_list:
            if NEW:
                self.slow.append(self.add_variable_from_reference(variable, name="slow"))
            else:
                self.slow.append(self.add_variable_from_reference(model_variable=variable, variable_name="slow"))
        if NEW:
            self.count = self.add_variable(shape=(), initializer="zeros", name="count")
        else:
            self.count = self.add_variable(shape=[], name="count")


class Momentum(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, decay=0.9, name="Momentum", **kwargs):
        if NEW:
            super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        else:
            super().__init__(name=name, **kwargs)
            self._learning_rate = self._build_learning_rate(learning_rate)
        self.decay = decay

    def build(self, var_list):
        if NEW and self.built:
            return
        super().build(var_list)
        if not NEW:
            if hasattr(self, "_built") and self._built:
                return
            self._built = True
            self.momentums = [self.add_variable_from_reference(v, "m") for v in var_list]
        else:
            self.momentums = [self.add_variable_from_reference(v, name="m") for v in var_list]

    def update_step(self, gradient, variable, learning_rate=None):
        variable.assign_sub(0.01 * gradient)

    def get_config(self):
        return {**super().get_config(), "decay": self.decay}


def model():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="dense")])



for number, made in enumerate([Warm(0.2), Lookahead(0.1, momentum=0.9), Momentum(), Warm(amsgrad=True), Momentum(0.1)]):
    own = model()
    if number % 2:
        variables = own.trainable_variables
        made.apply_gradients([(tf.ones_like(v), v) for v in variables])
        tf.train.Checkpoint(model=own, opt=made).write("stepped/%d" % number)
    else:
        own.compile(made, "mse")
        own.fit(tf.zeros([2, 2]), tf.zeros([2, 1]), verbose=0)
        tf.train.Checkpoint(model=own, opt=made).write("fitted/%d" % number)
        tf.train.Checkpoint(own.optimizer).write("alone/%d" % number)
tf.train.Checkpoint(opt=Momentum()).write("unbuilt")
tf.train.Checkpoint(opt=Momentum(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9))).write("unbuilt_scheduled")
scheduled = Warm(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9))
scheduled.build(model().trainable_variables)
tf.train.Checkpoint(opt=scheduled).write("scheduled")
