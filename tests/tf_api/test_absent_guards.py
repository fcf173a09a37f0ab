"""Names that a file uses only where an import of TensorFlow 1 went well are not absent uses."""

from __future__ import annotations

from ckptlens.stacks import Stack
from ckptlens.tf_api.absent_uses import absent_uses

_NOTED = """try:
    from tensorflow.contrib import slim
    is_tf2 = False
except ImportError:
    is_tf2 = True
"""


def _names(text: str) -> list[str]:
    return [use.name for use in absent_uses(_NOTED + text, Stack("tf2.15-keras2"))]


def test_a_function_that_returns_by_the_flag_is_left_out_from_there() -> None:
    text = "def f():\n  import tensorflow.contrib.rnn\n  if is_tf2:\n    return None\n  from tensorflow.contrib import nn\n"
    assert _names(text) == ["tensorflow.contrib.rnn"]


def test_a_use_under_the_flag_is_left_out() -> None:
    assert _names("if not is_tf2:\n  from tensorflow.contrib import nn\n") == []


def test_a_use_after_a_call_that_raises_by_the_flag_is_left_out() -> None:
    text = "def refuse():\n  if is_tf2:\n    raise ImportError\ndef f():\n  refuse()\n  from tensorflow.contrib import nn\n"
    assert _names(text) == []


def test_a_use_after_a_call_that_raises_by_something_else_stays() -> None:
    text = "def refuse():\n  if other:\n    raise ImportError\ndef f():\n  refuse()\n  from tensorflow.contrib import nn\n"
    assert _names(text) == ["tensorflow.contrib.nn"]
