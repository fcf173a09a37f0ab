"""The models of the APIs that make, find and save variables take their arguments in TensorFlow's order."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from inspect import Parameter
from pathlib import Path

import pytest
from ckptlens.tf_api import load_models
from ckptlens.tf_api.registry import MODELS, signature

load_models()
PRINTER = Path(__file__).with_name("signatures.py")
POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def is_exact(name: str) -> bool:
    """Whether the model names each positional parameter; models of plain operations and of what changes nothing do not."""
    parameters = list(signature(name).parameters.values())[1:]
    of_operation = ".ops." in MODELS[name].__module__
    return name.startswith("tf.") and not of_operation and not any(p.kind is Parameter.VAR_POSITIONAL for p in parameters)


NAMES = [name for name in sorted(MODELS) if is_exact(name) and not name.startswith(("tf.contrib.", "tf.python."))]


@cache
def real() -> dict[str, list[list[str]] | str]:
    """What TensorFlow 2.15 says of each name; 2.21 where 2.15 does not have it (Keras 3)."""
    newer, older = (printed(version) for version in ("CKPTLENS_TF221", "CKPTLENS_TF215"))
    return {name: newer[name] if isinstance(older[name], str) else older[name] for name in NAMES}


def printed(variable: str) -> dict[str, list[list[str]] | str]:
    python = os.environ.get(variable)
    if not python:
        pytest.fail(f"{variable} is not set: let it name the Python of an environment with that TensorFlow, or deselect -m tensorflow")
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [python, "-I", str(PRINTER)], input=json.dumps(NAMES), env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", NAMES)
def test_a_model_has_the_parameters_of_its_api_in_order(name):
    theirs = real()[name]
    assert not isinstance(theirs, str), theirs
    names = [parameter for parameter, kind, _ in theirs if kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
    ours = [p.name for p in list(signature(name).parameters.values())[1:] if p.kind in POSITIONAL]
    assert ours[: len(names)] == names


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", NAMES)
def test_a_model_has_the_plain_defaults_of_its_api(name):
    defaults = {parameter: default for parameter, _, default in real()[name] if default in ("None", "True", "False") or _is_number(default)}
    ours = {p.name: repr(p.default) for p in signature(name).parameters.values() if p.default is not Parameter.empty}
    assert {parameter: ours[parameter] for parameter in defaults if parameter in ours} == {p: d for p, d in defaults.items() if p in ours}


def _is_number(text: str | None) -> bool:
    return text is not None and text.replace(".", "", 1).replace("e-", "", 1).isdigit()


def test_the_models_that_matter_most_are_checked():
    assert {"tf.compat.v1.get_variable", "tf.Variable", "tf.compat.v1.variable_scope", "tf.compat.v1.train.Saver"} <= set(NAMES)
