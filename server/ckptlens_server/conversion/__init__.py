"""Conversions of checkpoint files that change no value: keys, shapes and the object graph are written anew over the same bytes.

Needs no TensorFlow. `planning` says which key becomes which, `writing` makes the files, `checking` reads them back.
"""
