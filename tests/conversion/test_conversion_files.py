"""Conversions of files, without TensorFlow."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ckptlens.bundle import read_index
from ckptlens_server.cli import main
from ckptlens_server.conversion.copying import copy_file
from click.testing import CliRunner, Result

DATA = Path(__file__).parents[1] / "bundle" / "data"


def convert(source: Path, destination: Path, *options: str | Path) -> Result:
    return CliRunner().invoke(main, ["convert", str(source), str(destination), "--no-restore", *map(str, options)])


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for file in DATA.glob("named.*"):
        shutil.copy(file, tmp_path / "in")
    return tmp_path / "in" / "named"


def test_there_and_back_again_has_the_same_records(named: Path, tmp_path: Path):
    assert convert(named, tmp_path / "two", "--to", "tf2").exit_code == 0
    assert convert(tmp_path / "two", tmp_path / "one", "--to", "tf1").exit_code == 0
    before, after = (read_index(Path(f"{p}.index").read_bytes()) for p in (named, tmp_path / "one"))
    assert (after.entries, after.pieces) == (before.entries, before.pieces)


def test_linked_data_are_the_same_file(named: Path, tmp_path: Path):
    result = convert(named, tmp_path / "two", "--to", "both", "--link")
    assert "data files linked" in result.stdout
    assert os.path.samefile(f"{named}.data-00000-of-00001", tmp_path / "two.data-00000-of-00002")


def test_a_dry_run_shows_the_plan_and_writes_nothing(named: Path, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    plan = json.loads(convert(named, tmp_path / "two", "--to", "tf2", "--dry-run", "--format", "json").stdout)
    assert {"source": "dense/kernel", "target": "vars/dense.Skernel/.ATTRIBUTES/VARIABLE_VALUE"} in plan["keys"]
    assert sorted(tmp_path.rglob("*")) == before


def test_the_report_says_what_was_compared(named: Path, tmp_path: Path):
    convert(named, tmp_path / "two", "--to", "tf2", "--report", tmp_path / "r.json")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (report["compared"], report["restored"], report["data"]) == (7, 0, "copied")


@pytest.mark.parametrize("options", [(), ("--link",)])
def test_damaged_values_are_found_and_nothing_is_left(named: Path, tmp_path: Path, options: tuple[str, ...]):
    data = Path(f"{named}.data-00000-of-00001")
    damaged = bytearray(data.read_bytes())
    damaged[3] ^= 1
    data.write_bytes(damaged)
    before = content(named.parent)
    result = convert(named, tmp_path / "out" / "two", "--to", "tf2", *options)
    assert (result.exit_code, "checksum" in result.stderr, (tmp_path / "out").exists()) == (1, True, False)
    assert content(named.parent) == before


def test_an_existing_destination_is_not_touched(named: Path, tmp_path: Path):
    convert(named, tmp_path / "two", "--to", "tf2")
    before = content(tmp_path / "in")
    assert convert(named, tmp_path / "two", "--to", "both").exit_code == 2
    assert content(tmp_path / "in") == before


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="the administrator may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(named: Path, tmp_path: Path):
    (tmp_path / "closed").mkdir(mode=0o500)
    result = convert(named, tmp_path / "closed" / "two", "--to", "tf2")
    assert (result.exit_code, str(tmp_path / "closed") in result.stderr) == (2, True)


def test_a_full_disk_leaves_nothing(named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ckptlens_server.conversion.writing.copy_file", full)
    result = convert(named, tmp_path / "out" / "two", "--to", "tf2")
    assert (result.exit_code, "No space left" in result.stderr, (tmp_path / "out").exists()) == (2, True, False)


def test_a_link_across_file_systems_names_the_remedy(named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def elsewhere(*_: object):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("ckptlens_server.conversion.copying.os.link", elsewhere)
    result = convert(named, tmp_path / "two", "--to", "tf2", "--link")
    assert (result.exit_code, "leave out --link" in result.stderr) == (2, True)


def test_a_file_is_copied_where_the_kernel_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a").write_bytes(bytes(range(256)) * 5000)
    monkeypatch.setattr("ckptlens_server.conversion.copying._CHUNK", 1000)
    monkeypatch.setattr("ckptlens_server.conversion.copying._copied_by_kernel", lambda *_: False)
    copy_file(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()


KILLED_AT = """
import os, signal, sys
from ckptlens_server.cli import main
left, EVENTS = int(sys.argv.pop(1)), {"open", "os.link", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}
def kill(event, arguments):
    global left
    if event in EVENTS and MARK in str(arguments[0]) + str(arguments[1:2]):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
MARK = os.path.dirname(sys.argv[3])
sys.addaudithook(kill)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_kill_at_any_file_operation_leaves_a_whole_destination_or_none(named: Path, tmp_path: Path):
    ends: list[tuple[int, bool]] = []
    for number in range(40):
        target = tmp_path / f"out{number}" / "two"
        command = [sys.executable, "-c", KILLED_AT, str(number), "convert", str(named), str(target), "--to", "tf2", "--no-restore"]
        code = subprocess.run(command, capture_output=True, check=False, timeout=60).returncode
        ends.append((code, Path(f"{target}.index").exists()))
        if ends[-1][1]:
            assert convert(target, tmp_path / f"again{number}" / "one", "--to", "tf1").exit_code == 0
        if code == 0:
            break
    codes = [code for code, _ in ends]
    assert codes[-1] == 0
    assert set(codes[:-1]) == {-signal.SIGKILL}
    assert len(codes) > 8
