"""Runs a program of the user in a process of its own up to its first checkpoints, and lists the keys that these hold.

`program` starts and watches the process, `child` is what runs in it; `hooks` put `saves` around TensorFlow's functions when
they are imported.
"""
