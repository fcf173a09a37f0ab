"""Prints as JSON, for the TensorFlow of the Python that runs it: its public names, or which of the given names it lacks.

python tests/tf_api/api_names.py public
python tests/tf_api/api_names.py lacking < names.json
"""

import importlib
import json
import sys
import types

import tensorflow as tf

HIDDEN = {"python", "core", "compiler", "tools", "include", "examples", "tsl", "contrib", "keras", "estimator", "lite"}
"""What is not walked: private packages, and parts with rules of their own."""


def is_own_module(value):
    try:
        return isinstance(value, types.ModuleType) and value.__name__.startswith("tensorflow")
    except AttributeError:  # lazy modules of Keras
        return False


def walk(module, name, depth, found, above):
    for last in dir(module):
        full = name + "." + last
        if last.startswith("_"):
            continue
        try:
            value = getattr(module, last)
        except Exception:  # what cannot be loaded is no public name
            continue
        found.add(full)
        inside = last not in HIDDEN and not full.startswith(("tf.compat.v1.compat", "tf.compat.v2"))
        if depth > 1 and inside and is_own_module(value) and id(value) not in above:
            walk(value, full, depth - 1, found, above | {id(value)})


def lacks(name):
    found = tf
    for part in name.split(".")[1:]:
        try:
            found = getattr(found, part)
        except Exception:
            break
    else:
        return False
    try:
        importlib.import_module("tensorflow." + name.partition(".")[2])
    except Exception:
        return True
    return False


def main(task):
    if task == "lacking":
        return [name for name in json.load(sys.stdin) if lacks(name)]
    found = set()
    walk(tf, "tf", 4, found, frozenset({id(tf)}))
    return sorted(found)


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
