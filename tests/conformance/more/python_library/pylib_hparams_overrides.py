"""HParams: added, set, parsed, overridden, and read as a dict."""

import tensorflow as tf

hparams = tf.contrib.training.HParams(units=4, scope="net", sizes=[1, 2], rate=0.5)
hparams.add_hparam("depth", 2)
hparams.parse("units=8,sizes=[3,4],scope=other")
hparams.set_hparam("rate", 1)
hparams.override_from_dict({"depth": 5})
tf.get_variable("%s_%s" % (hparams.scope, hparams.rate), [hparams.units, hparams.depth])
tf.get_variable("sizes", hparams.sizes)
tf.get_variable("_".join(sorted(hparams.values())), [int("units" in hparams)])

session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "./model")
