"""Prints the signatures of TensorFlow's public names, given as a JSON list, as JSON. Run by the Python that has TensorFlow."""

import inspect
import json
import sys

import tensorflow as tf


def parameters(name):
    found = tf
    for part in name.split(".")[1:]:
        found = getattr(found, part)
    # A class without an __init__ of its own, and a function wrapped without functools.wraps, say nothing.
    listed = list(inspect.signature(found).parameters.values())
    return [[p.name, p.kind.name, repr(p.default) if p.default is not p.empty else None] for p in listed]


def described(name):
    try:
        return parameters(name)
    except (AttributeError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    json.dump({name: described(name) for name in json.load(sys.stdin)}, sys.stdout)
