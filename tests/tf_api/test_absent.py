"""What a stack lacks raises AttributeError, and what is there but not modelled stays a gap."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.stacks import Stack
from ckptlens.tf_api.absent import KERAS3_ALONE, absent_names
from ckptlens_server.files import FileSources

PRINTER = Path(__file__).with_name("api_names.py")


def raised(tmp_path, stack, code):
    path = tmp_path / "a.py"
    path.write_text(code, encoding="utf-8")
    found = analyse(FileSources(), path.as_posix(), Options(Stack(stack))).prediction
    return found.raises.type if found.raises else None


@pytest.mark.parametrize(
    ("stack", "code", "error"),
    [
        ("tf2.15-keras2", "import tensorflow as tf\nx = tf.placeholder(tf.float32)\n", "AttributeError"),
        ("tf1.15", "import tensorflow as tf\nx = tf.placeholder(tf.float32)\n", None),
        ("tf2.21-keras3", "import tensorflow as tf\nx = tf.contrib.layers\n", "AttributeError"),
        ("tf1.15", "import tensorflow as tf\nx = tf.sparse.map_values\n", "AttributeError"),
        ("tf2.15-keras2", "import tensorflow as tf\nx = tf.a_name_of_tomorrow\n", None),
        ("tf2.15-keras2", "import tensorflow as tf\nif hasattr(tf, 'Session'):\n    raise KeyError\n", None),
        ("tf2.15-keras2", "import tensorflow as tf\ntry:\n    s = tf.Session\nexcept AttributeError:\n    raise KeyError\n", "KeyError"),
        ("tf2.15-keras2", "from tensorflow import placeholder\n", "ImportError"),
        ("tf2.15-keras2", "import tensorflow as tf\nif hasattr(tf.keras, 'ops'):\n    raise KeyError\n", None),
        ("tf2.21-keras2", "import tensorflow as tf\nx = tf.keras.ops\n", "AttributeError"),
        ("tf2.21-keras3", "import tensorflow as tf\nif hasattr(tf.keras, 'ops'):\n    raise KeyError\n", "KeyError"),
    ],
)
def test_what_the_stack_lacks_raises(tmp_path, stack, code, error):
    assert raised(tmp_path, stack, code) == error


@pytest.mark.tensorflow
@pytest.mark.parametrize(("variable", "version"), [("CKPTLENS_TF215", "2.15"), ("CKPTLENS_TF221", "2.21")])
def test_tensorflow_lacks_every_name_that_is_listed(variable, version):
    names = sorted({*absent_names(version), *(KERAS3_ALONE if version == "2.15" else ())})
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [os.environ[variable], str(PRINTER), "lacking"]
    done = subprocess.run(command, input=json.dumps(names), env=environment, capture_output=True, text=True, timeout=300, check=True)
    assert json.loads(done.stdout) == names
