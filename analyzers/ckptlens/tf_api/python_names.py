"""TensorFlow's names for things of Python: ``tf.flags`` is absl's, and files of ``tf.gfile`` open as Python's."""

from __future__ import annotations

from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.values import ApiValue
from ckptlens.tf_api.registry import CONSTANTS

for _name in ("tf.compat.v1.flags", "tf.compat.v1.app.flags"):
    CONSTANTS[_name] = ApiValue("absl.flags")

for _name in ("tf.contrib.training.HParams", "tf.contrib.training.hparam.HParams"):
    CONSTANTS[_name] = FUNCTIONS["HParams"]
for _name in ("tf.gfile.Open", "tf.gfile.GFile", "tf.gfile.FastGFile", "tf.io.gfile.GFile"):
    CONSTANTS[_name] = CONSTANTS[_name.replace("tf.", "tf.compat.v1.", 1)] = FUNCTIONS["io.open"]
