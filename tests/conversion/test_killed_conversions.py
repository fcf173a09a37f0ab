"""Conversions that are killed at any moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.publishing import check_destination, clear_remains, staging_name
from ckptlens_server.cli import main
from click.testing import CliRunner

DATA = Path(__file__).parents[1] / "bundle" / "data"
KILLS = 200
DEAD = 2**22 + 1
"""No process has this id: Linux gives out none above 2**22."""

# The children are forks of one process that has everything imported, so that most kills fall into the conversion itself.
KILL_AT_RANDOM = """
import os, random, signal, sys, time
from ckptlens_server.cli import main
source, folder, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
def start(number):
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            main(["convert", source, f"{folder}/{number}/two", "--to", "tf2", "--no-restore"])
        finally:
            os._exit(0)
    return child
for warming in ("warm1", "warm2"):
    began = time.monotonic()
    os.waitpid(start(warming), 0)
    needed = time.monotonic() - began
random.seed(1)
for number in range(kills):
    child = start(number)
    time.sleep(random.uniform(0, needed))
    os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_random_kills_leave_a_whole_destination_or_none_and_do_not_hinder_the_next(tmp_path: Path):
    for file in DATA.glob("named.*"):
        shutil.copy(file, tmp_path)
    command = [sys.executable, "-c", KILL_AT_RANDOM, str(tmp_path / "named"), str(tmp_path / "out"), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=200)
    assert done.stdout.split().count("9") > KILLS // 10
    for number in range(KILLS):
        target = tmp_path / "out" / str(number) / "two"
        if not Path(f"{target}.index").exists():
            assert convert(tmp_path / "named", target, "tf2") == 0
            assert not list(target.parent.glob(".*"))
        assert convert(target, tmp_path / "back" / str(number), "tf1") == 0


def convert(source: Path, target: Path, to: str) -> int:
    return CliRunner().invoke(main, ["convert", str(source), str(target), "--to", to, "--no-restore"]).exit_code


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """What is there after a kill in the middle of publishing: a data file in the folder and in its place."""
    folder = Path(staging_name(str(tmp_path), "two", DEAD))
    folder.mkdir()
    (folder / "two.data-00000-of-00001").write_bytes(b"x")
    os.link(folder / "two.data-00000-of-00001", tmp_path / "two.data-00000-of-00001")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="whether a process runs is not asked there")
def test_remains_of_a_killed_conversion_are_removed(killed: Path):
    check_destination(str(killed / "two"))
    assert list(killed.iterdir()) == []


def test_a_data_file_of_something_else_is_not_removed(killed: Path):
    (killed / "two.data-00000-of-00001").unlink()
    (killed / "two.data-00000-of-00001").write_bytes(b"mine")
    with pytest.raises(BadInputError, match="exists already"):
        check_destination(str(killed / "two"))


def test_a_weights_file_that_is_in_its_place_is_whole_and_not_removed(tmp_path: Path):
    folder = Path(staging_name(str(tmp_path), "new.weights.h5", DEAD))
    folder.mkdir()
    (folder / "new.weights.h5").write_bytes(b"x")
    os.link(folder / "new.weights.h5", tmp_path / "new.weights.h5")
    with pytest.raises(BadInputError, match="exists already"):
        check_destination(str(tmp_path / "new.weights.h5"))


def test_data_files_with_an_index_are_not_removed(killed: Path):
    (killed / "two.index").touch()
    clear_remains(str(killed / "two"))
    assert (killed / "two.data-00000-of-00001").exists()


def test_the_folder_of_a_running_conversion_is_not_removed(tmp_path: Path):
    folder = Path(staging_name(str(tmp_path), "two", os.getpid()))
    folder.mkdir()
    clear_remains(str(tmp_path / "two"))
    assert folder.exists()
