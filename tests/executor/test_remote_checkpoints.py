"""Checkpoints that are named by a URL: here of a folder, which TensorFlow opens as it opens a bucket."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from ckptlens_server.cli import main
from ckptlens_server.cli.remote import is_remote
from click.testing import CliRunner, Result

RECORDED = Path(__file__).parents[1] / "bundle" / "data"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--python", os.environ["CKPTLENS_TF215"]])


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    shutil.copytree(RECORDED, tmp_path / "bucket")
    return tmp_path / "bucket"


@pytest.mark.parametrize(("name", "remote"), [("gs://b/model", True), ("C:\\model", False), ("C://model", False), ("a/b", False)])
def test_a_url_names_a_remote_checkpoint(name: str, remote: bool):
    assert is_remote(name) is remote


def test_data_files_of_a_remote_checkpoint_cannot_be_linked(tmp_path: Path):
    result = CliRunner().invoke(main, ["convert", "gs://b/model", str(tmp_path / "out"), "--to", "tf2", "--link"])
    assert (result.exit_code, "--link is for files of this machine" in result.stderr) == (2, True)


@pytest.mark.tensorflow
def test_a_remote_checkpoint_is_shown_under_its_url(bucket: Path):
    shown = json.loads(run("show", bucket.as_uri() + "/named", "--format", "json").stdout)
    assert (shown["checkpoint"], len(shown["tensors"])) == (bucket.as_uri() + "/named", 7)


@pytest.mark.tensorflow
def test_a_remote_checkpoint_is_converted_to_a_remote_one_of_equal_values(bucket: Path):
    source, destination = bucket.as_uri() + "/tracked", bucket.as_uri() + "/new/model"
    report = json.loads(run("convert", source, destination, "--to", "tf1", "--format", "json").stdout)
    assert (report["source"], report["destination"]) == (source, destination)
    assert report["files"] == [f"{destination}.data-00000-of-00001", f"{destination}.index"]
    assert sorted(p.name for p in (bucket / "new").iterdir()) == ["model.data-00000-of-00001", "model.index"]
    assert "Equal:" in run("verify", source, destination).stdout


@pytest.mark.tensorflow
def test_a_remote_destination_is_never_overwritten(bucket: Path):
    before = (bucket / "named.index").read_bytes()
    result = run("convert", str(bucket / "tracked"), bucket.as_uri() + "/named", "--to", "tf1")
    assert (result.exit_code, "exists already" in result.stderr) == (2, True)
    assert (bucket / "named.index").read_bytes() == before


@pytest.mark.tensorflow
@pytest.mark.parametrize(("name", "told"), [("/none", "there is no checkpoint"), ("", "give a prefix inside it")])
def test_a_remote_place_without_a_checkpoint_is_named(bucket: Path, name: str, told: str):
    result = run("show", bucket.as_uri() + name)
    assert (result.exit_code, told in result.stderr) == (2, True)


@pytest.mark.tensorflow
def test_a_scheme_that_tensorflow_does_not_know_is_told_with_the_remedy():
    result = run("show", "nowhere://bucket/model")
    assert (result.exit_code, "no file system for nowhere://bucket/model; install" in result.stderr) == (2, True)
