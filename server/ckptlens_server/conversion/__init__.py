"""Conversions of checkpoint files: keys, shapes and the object graph are written anew over the same bytes.

Needs no TensorFlow but for values whose bytes change. `planning` says which key becomes which, `writing` makes the files, `computing` the
values that change, `checking` reads all back.
"""
