"""Configuration in a dict with attributes, by __getattr__ and by __dict__ = self."""

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Config(dict):
    def __init__(self, *args, **kwargs):
        super(Config, self).__init__(*args, **kwargs)
        self.__dict__ = self


class Nested(dict):
    def __getattr__(self, name):
        try:
            value = self[name]
        except KeyError:
            raise AttributeError(name)
        return Nested(value) if isinstance(value, dict) else value

    __setattr__ = dict.__setitem__


config = Config(units=2, scope="net")
config.depth = 3
nested = Nested(model={"units": 4})
nested.name = "nested"
tf.get_variable("%s_%d" % (config["scope"], len(config)), [config.units, config["depth"]])
tf.get_variable(nested.name + str(hasattr(nested, "missing")), [nested.model.units])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
