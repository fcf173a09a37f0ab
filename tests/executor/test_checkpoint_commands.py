"""The commands show, convert and verify, as far as they go without TensorFlow, and one run with it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from conftest import TensorFlow

RECORDED = Path(__file__).parents[1] / "bundle" / "data"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_show_lists_keys_with_dtype_shape_and_bytes():
    lines = run("show", RECORDED / "named").stdout.splitlines()
    assert "dense/kernel  float32   [2, 3]                 24" in lines
    assert "emb/table     float32   [5, 2] in 2 slices     40" in lines
    assert lines[-1] == "7 tensors, 94 bytes, name-based (Saver), 1 data file(s)"


def test_show_puts_recorded_names_beside_object_based_keys():
    tensors = json.loads(run("show", RECORDED / "tracked", "--format", "json").stdout)["tensors"]
    assert {"key": "net/a.Sb..c/.ATTRIBUTES/VARIABLE_VALUE", "dtype": "float32", "shape": [2], "bytes": 8, "name": "net/w"} in tensors


def test_show_gives_a_tree_with_the_values_of_each_tensor():
    lines = run("show", RECORDED / "named.index", "--format", "tree", "--values").stdout.splitlines()
    place = lines.index("dense")
    assert lines[place + 1].startswith("  kernel  float32  [2, 3]  24 bytes  ")
    assert " to " in lines[place + 1]


def test_show_groups_slots_under_their_variables():
    tensors = json.loads(run("show", RECORDED / "tracked", "--format", "json", "--graph").stdout)
    assert tensors["objects"][0]["children"]
    known = {t["key"] for t in tensors["tensors"]}
    assert all(t["slot"]["variable"] in known for t in tensors["tensors"] if "slot" in t)


def test_equal_checkpoints_are_compared_without_tensorflow(tmp_path: Path):
    run("convert", RECORDED / "named", tmp_path / "two", "--to", "tf2", "--no-restore")
    result = run("verify", RECORDED / "named", tmp_path / "two")
    assert (result.exit_code, result.stdout.startswith("Equal: 7 values, bit for bit.\nNot compared: save_counter/")) == (0, True)


def test_a_flipped_bit_is_a_difference_without_tensorflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for file in RECORDED.glob("named.*"):
        shutil.copy(file, tmp_path)
    data = tmp_path / "named.data-00000-of-00001"
    damaged = bytearray(data.read_bytes())
    damaged[-1] ^= 1
    data.write_bytes(damaged)
    monkeypatch.setattr("ckptlens_server.cli.verify._has_tensorflow", lambda _: False)
    result = run("verify", RECORDED / "named", tmp_path / "named")
    assert (result.exit_code, "1 of 7 keys differ" in result.stdout) == (1, True)


def test_a_map_of_convert_tells_verify_the_new_names(tmp_path: Path):
    (tmp_path / "map.toml").write_text("[[rename]]\npattern = 'dense/(.*)'\nto = 'd/\\1'\n")
    run("convert", RECORDED / "named", tmp_path / "one", "--to", "tf1", "--map", tmp_path / "map.toml", "--no-restore")
    assert run("verify", RECORDED / "named", tmp_path / "one", "--map", tmp_path / "map.toml").exit_code == 0


def test_show_refuses_a_damaged_object_graph_with_status_2(tmp_path: Path):
    for file in RECORDED.glob("tracked.*"):
        shutil.copy(file, tmp_path)
    data = tmp_path / "tracked.data-00000-of-00001"
    data.write_bytes(bytes(data.stat().st_size))
    result = run("show", tmp_path / "tracked")
    assert (result.exit_code, str(data) in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "arguments", [["show", "nothing"], ["convert", "nothing", "out", "--to", "tf1"], ["verify", "nothing", "nothing"], ["convert", "a"]]
)
def test_unreadable_input_and_wrong_usage_end_with_status_2(arguments: list[str]):
    assert run(*arguments).exit_code == 2


def test_an_interpreter_without_tensorflow_ends_with_status_2(tmp_path: Path):
    result = run("convert", RECORDED / "named", tmp_path / "out", "--to", "tf2", "--python", sys.executable)
    assert result.exit_code == 2
    assert "TensorFlow cannot be imported here" in result.stderr


def test_an_existing_report_is_not_overwritten(tmp_path: Path):
    (tmp_path / "report.json").write_text("mine")
    result = run("convert", RECORDED / "named", tmp_path / "out", "--to", "tf2", "--report", tmp_path / "report.json")
    assert (result.exit_code, (tmp_path / "report.json").read_text()) == (2, "mine")


def test_a_map_that_is_no_object_of_strings_ends_with_status_2(tmp_path: Path):
    (tmp_path / "map.json").write_text("[1]")
    result = run("verify", RECORDED / "named", RECORDED / "named", "--map", tmp_path / "map.json")
    assert (result.exit_code, "one object of strings" in result.stderr) == (2, True)


@pytest.mark.tensorflow
def test_a_file_of_the_old_format_is_shown_by_tensorflow(tensorflow: TensorFlow):
    python = os.environ["CKPTLENS_TF215"]
    lines = run("show", tensorflow.sources / "v1_format.ckpt", "--python", python).stdout.splitlines()
    assert lines[-1].endswith("name-based (Saver), the old V1 format")


@pytest.mark.tensorflow
def test_convert_reports_and_verify_agrees(tmp_path: Path):
    python = os.environ.get("CKPTLENS_TF215") or pytest.fail("set CKPTLENS_TF215 to a Python with TensorFlow 2.15")
    converted = run(
        "convert", RECORDED / "named", tmp_path / "out", "--to", "tf2", "--python", python, "--report", tmp_path / "report.json"
    )
    assert (converted.exit_code, "Restored 7 of 7 variables" in converted.stdout) == (0, True)
    assert json.loads((tmp_path / "report.json").read_text())["restored"] == 7
    assert run("verify", RECORDED / "named", tmp_path / "out", "--python", python).exit_code == 0
    assert run("verify", RECORDED / "named", RECORDED / "sharded", "--python", python).exit_code == 1
