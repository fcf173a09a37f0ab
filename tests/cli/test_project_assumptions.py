"""Values that a project gives for holes."""

from __future__ import annotations

import json

import pytest
from ckptlens_server.cli import main
from ckptlens_server.project import project_assumptions
from click.testing import CliRunner

HEAD = "import tensorflow.compat.v1 as tf\nfrom settings import hparams\ntf.disable_v2_behavior()\n"
TAIL = "\ntf.train.Saver().save(tf.Session(), 'm')\n"


def keys(tmp_path, body: str, assumed: str) -> tuple[dict, list[str]]:
    (tmp_path / "pyproject.toml").write_text(f"[tool.ckptlens.assume]\n{assumed}\n", encoding="utf-8")
    (tmp_path / "train.py").write_text(HEAD + body + TAIL, encoding="utf-8")
    shown = CliRunner().invoke(main, ["keys", "--stack", "tf2.15-keras2", "--format", "json", str(tmp_path / "train.py")])
    program = json.loads(shown.stdout)["programs"][0]
    return program, [key["key"] for event in program["events"] for key in event["keys"]]


@pytest.mark.parametrize(
    ("body", "assumed", "names"),
    [
        ("for i in range(hparams.n_layer):\n    tf.get_variable(f'h{i}', [])", '"hparams.n_layer" = 2', ["h0", "h1"]),
        ("tf.get_variable(hparams.scope + '/w', [])", '"hparams.scope" = "top"', ["top/w"]),
        ("if hparams.bias is None:\n    tf.get_variable('b', [])\ntf.get_variable('w', [])", '"hparams.bias" = "None"', ["b", "w"]),
        ("for name in hparams.names:\n    tf.get_variable(name, [])", '"hparams.names" = ["a", "b"]', ["a", "b"]),
    ],
)
def test_an_assumed_value_takes_the_place_of_the_hole(tmp_path, body, assumed, names):
    assert keys(tmp_path, body, assumed)[1] == names


def test_the_report_repeats_what_was_assumed(tmp_path):
    program, _ = keys(tmp_path, "tf.get_variable('w', [hparams.n])", '"hparams.n" = 4')
    assert program["assumed"] == {"hparams.n": "4"}


def test_a_text_that_is_no_literal_is_a_text(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ckptlens.assume]\na = "(1, 2)"\nb = "tower"\n', encoding="utf-8")
    assert project_assumptions(str(tmp_path)) == (("a", "(1, 2)"), ("b", "'tower'"))
