"""Classes and functions that are written in Python take their arguments as TensorFlow's do."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from ckptlens.tf_api.written import parsed
from ckptlens.tf_api.written.public import NEEDS, PUBLIC

PRINTER = Path(__file__).with_name("signatures.py")
FOLDER = "ckptlens.tf_api.written"
MODULES = sorted({module for module, _ in PUBLIC.values()} | set(NEEDS))
WRAPPED = ("Defun", "DropoutWrapper", "ResidualWrapper", "DeviceWrapper")
"""Their parameters are those of a base class, which TensorFlow passes on as ``*args, **kwargs``."""

OLD_FORM = ("tf.estimator.DNNLinearCombinedClassifier", "tf.estimator.DNNLinearCombinedRegressor", "tf.estimator.inputs.")
"""Written in the form of tf.compat.v1.estimator, which has more parameters or names."""


@cache
def definitions(module: str) -> dict[str, ast.ClassDef | ast.FunctionDef]:
    tree = ast.parse(files(FOLDER).joinpath(f"{module}.pymodel").read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}


def parameters(name: str) -> list[str] | None:
    module, own = PUBLIC[name]
    node = definitions(module).get(own)
    while isinstance(node, ast.ClassDef):
        found = next((m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__init__"), None)
        if found is not None:
            return [a.arg for a in found.args.args[1:]]
        base = node.bases[0].id if node.bases and isinstance(node.bases[0], ast.Name) else ""
        node = next((d[base] for d in map(definitions, [module, *NEEDS.get(module, ())]) if base in d), None)
    return [a.arg for a in node.args.args] if node is not None else None


@pytest.mark.parametrize("module", MODULES)
def test_the_code_is_read_without_a_problem(module):
    assert parsed(module).problems == ()


def test_every_public_name_is_in_its_file():
    for module, own in PUBLIC.values():
        assert own in files(FOLDER).joinpath(f"{module}.pymodel").read_text("utf-8"), own


@pytest.mark.tensorflow
def test_what_is_written_has_the_parameters_of_its_api_in_order():
    names = [
        n
        for n in sorted(PUBLIC)
        if n.startswith("tf.") and not n.startswith(("tf.contrib.", "tf.python.", *OLD_FORM)) and n.rpartition(".")[2] not in WRAPPED
    ]
    command = [os.environ["CKPTLENS_TF215"], "-I", str(PRINTER)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, input=json.dumps(names), env=environment, capture_output=True, text=True, timeout=300, check=True)
    for name, theirs in json.loads(done.stdout).items():
        ours = parameters(name)
        if ours is not None:
            assert not isinstance(theirs, str), (name, theirs)
            named = [p for p, kind, _ in theirs if kind == "POSITIONAL_OR_KEYWORD"]
            assert ours[: len(named)] == named, name
