"""Conversions that only rewrite the index, judged by programs that know nothing of ckptlens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from conftest import TensorFlow

pytestmark = pytest.mark.tensorflow


def convert(source: Path, destination: Path, *options: str) -> None:
    result = CliRunner().invoke(main, ["convert", str(source), str(destination), "--no-restore", *options])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("source", ["odd_names", "dtypes", "graph_training"])
@pytest.mark.parametrize("options", [["--to", "tf2"], ["--to", "both"], ["--to", "both", "--link"]])
def test_there_and_back_again_gives_the_same_content(tensorflow: TensorFlow, tmp_path: Path, source: str, options: list[str]):
    convert(tensorflow.sources / source, tmp_path / "two", *options)
    convert(tmp_path / "two", tmp_path / "one", "--to", "tf1")
    assert tensorflow.dump(tmp_path / "one") == tensorflow.dump(source)


@pytest.mark.parametrize("source", ["odd_names", "dtypes", "graph_training"])
@pytest.mark.parametrize("to", ["tf2", "both"])
def test_a_program_of_the_migration_guide_restores_the_result(tensorflow: TensorFlow, tmp_path: Path, source: str, to: str):
    convert(tensorflow.sources / source, tmp_path / "two", "--to", to)
    assert tensorflow.programs.run("restore_objects", str(tmp_path / "two"), "vars") == tensorflow.dump(source)


@pytest.mark.parametrize("to", ["tf2", "both"])
def test_a_saver_restores_the_result_by_name(tensorflow: TensorFlow, tmp_path: Path, to: str):
    convert(tensorflow.sources / "graph_training", tmp_path / "two", "--to", to)
    restored = tensorflow.programs.run("restore_by_name", str(tmp_path / "two"), "dense/kernel", 2, 2)
    assert restored == tensorflow.dump("graph_training")["dense/kernel"]


@pytest.mark.parametrize("source", ["odd_names", "graph_training", "tracked_adam-1", "keras_model-1"])
def test_the_executor_restores_what_was_written(tensorflow: TensorFlow, tmp_path: Path, source: str):
    python = os.environ["CKPTLENS_TF215"]
    arguments = ["convert", str(tensorflow.sources / source), str(tmp_path / "out"), "--to", "both", "--python", python]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, "equal bit for bit" in result.stdout) == (0, True), result.output


def test_adam_goes_on_with_the_same_step_in_both_directions(tensorflow: TensorFlow, tmp_path: Path):
    run = tensorflow.programs.run
    start = str(tensorflow.sources / "adam_trained")
    expected = run("adam_graph", str(tmp_path / "second"), start)
    convert(Path(start), tmp_path / "two", "--to", "tf2", "--optimizer", "optimizer")
    assert run("adam_objects", str(tmp_path / "two"), str(tmp_path / "objects")) == expected
    convert(tmp_path / "objects", tmp_path / "one", "--to", "tf1", "--root", "vars")
    third = run("adam_graph", str(tmp_path / "third"), str(tmp_path / "second"))
    assert run("adam_graph", str(tmp_path / "again"), str(tmp_path / "one")) == third


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12) | st.text("./S_a", min_size=1, max_size=8)
VALUES = st.dictionaries(NAMES, st.lists(st.floats(width=32, allow_nan=False), max_size=3), min_size=1, max_size=8)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES)
def test_any_names_survive_the_way_there_and_back(tensorflow: TensorFlow, tmp_path: Path, values: dict[str, list[float]]):
    place = tmp_path / str(len(list(tmp_path.iterdir())))
    place.mkdir()
    written = tensorflow.programs.run("saved", str(place / "source"), values)
    convert(place / "source", place / "two", "--to", "both", "--link")
    assert tensorflow.programs.run("restore_objects", str(place / "two"), "vars") == written
    convert(place / "two", place / "one", "--to", "tf1")
    assert tensorflow.dump(place / "one") == written
