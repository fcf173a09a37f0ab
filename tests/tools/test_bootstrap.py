"""What the setup unpacks, and when it does its work again."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
import stamps
from archives import unpack
from commands import run
from problem import SetupError


def source_archive(path, files: dict[str, str]):
    with tarfile.open(path, "w:gz") as bundle:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            bundle.addfile(member, io.BytesIO(text.encode()))
    return path


def test_a_source_archive_loses_its_top_folder(tmp_path):
    unpack(source_archive(tmp_path / "a-1.tar.gz", {"a-1/PKG-INFO": "x", "a-1/a/b.py": "y"}), tmp_path / "out")
    assert sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")) == ["a/b.py"]
    assert (tmp_path / "out" / "PKG-INFO").read_text() == "x"


def test_a_wheel_keeps_its_folders(tmp_path):
    with zipfile.ZipFile(tmp_path / "a-1-py3-none-any.whl", "w") as bundle:
        bundle.writestr("a/b.py", "y")
    unpack(tmp_path / "a-1-py3-none-any.whl", tmp_path / "out")
    assert (tmp_path / "out" / "a" / "b.py").read_text() == "y"


@pytest.mark.parametrize("name", ["a-1/../../evil", "/evil"])
def test_a_file_outside_the_archive_is_refused(tmp_path, name):
    with pytest.raises(SetupError, match="outside its archive"):
        unpack(source_archive(tmp_path / "a.tar.gz", {name: "x", "other/file": ""}), tmp_path / "out" / "deep")
    assert not (tmp_path / "evil").exists()


def test_a_target_is_done_until_its_inputs_change(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1")
    stamps.mark_done("dev", stamps.fingerprint([pins], "3.11"))
    assert stamps.is_done("dev", stamps.fingerprint([pins], "3.11"))
    assert not stamps.is_done("dev", stamps.fingerprint([pins], "3.12"))
    pins.write_text("a==2")
    assert not stamps.is_done("dev", stamps.fingerprint([pins], "3.11"))


def test_a_command_that_fails_says_why_and_what_to_do():
    with pytest.raises(SetupError) as raised:
        run(["python3", "-c", "print('no network'); raise SystemExit(4)"], "plug it in.")
    assert "exit status 4" in raised.value.what
    assert "no network" in raised.value.what
    assert raised.value.remedy == "plug it in."
