"""Prints the keys of a checkpoint with shape and dtype as JSON, by TensorFlow's own reader: list_checkpoint.py PREFIX."""

import json
import sys
from importlib import import_module
from typing import Any

tf: Any = import_module("tensorflow")  # untyped, and not installed where the types are checked
reader = tf.train.load_checkpoint(sys.argv[1])
shapes = reader.get_variable_to_shape_map()
dtypes = reader.get_variable_to_dtype_map()
print(json.dumps({name: {"shape": shapes[name], "dtype": dtypes[name].name} for name in sorted(shapes)}))
