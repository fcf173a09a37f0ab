"""The parameters of built-in Keras layers against those of the Keras that is installed."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from ckptlens.tf_api.keras.construct import parameters
from ckptlens.tf_api.keras.generation import Generation
from ckptlens.tf_api.keras.signatures import KERAS_2, KERAS_3

PRINTER = Path(__file__).with_name("signatures.py")
ANY_LAYER = {"self", "trainable", "name", "dtype", "dynamic", "args", "kwargs"}


def installed(interpreter: str, names: list[str]) -> dict[str, list[list[str | None]]]:
    """The constructors that Keras shows: each parameter's name, kind and default, None where it has none."""
    asked = json.dumps([f"tf.keras.layers.{name}.__init__" for name in names])
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [interpreter, "-I", str(PRINTER)], input=asked, env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    found = {name.split(".")[-2]: theirs for name, theirs in json.loads(done.stdout).items()}
    return {name: theirs for name, theirs in found.items() if not isinstance(theirs, str)}


@pytest.mark.tensorflow
@pytest.mark.parametrize(("generation", "python"), [(Generation.V2, "CKPTLENS_TF215"), (Generation.V3, "CKPTLENS_TF221")])
def test_a_layer_requires_what_the_installed_one_requires(generation: Generation, python: str):
    names = sorted({*KERAS_2, *KERAS_3})
    checked = 0
    for name, theirs in installed(os.environ[python], names).items():
        ours = parameters(generation, name)
        assert ours is not None, name
        needed = [p for p, kind, default in theirs if default is None and not str(kind).startswith("VAR_") and p not in ANY_LAYER]
        assert [p.name for p in ours if p.required] == needed, name
        checked += 1
    assert checked > 80, "too few layers were found"
