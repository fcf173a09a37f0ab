import os
from pathlib import Path

import pytest
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.publishing import check_destination, publish, staging_folder


def tree(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


@pytest.mark.parametrize("present", ["m", "m.index", "m.data-00000-of-00001"])
def test_a_file_of_the_destination_is_never_overwritten(tmp_path: Path, present: str):
    (tmp_path / present).write_bytes(b"")
    with pytest.raises(BadInputError, match="exists already"):
        check_destination(str(tmp_path / "m"))


def test_a_neighbour_with_a_longer_name_is_no_obstacle(tmp_path: Path):
    (tmp_path / "m-2.index").write_bytes(b"")
    assert check_destination(str(tmp_path / "m")) == str(tmp_path / "m")


def test_brackets_in_the_destination_are_no_pattern(tmp_path: Path):
    (tmp_path / "[m].data-00000-of-00001").write_bytes(b"")
    with pytest.raises(BadInputError, match="exists already"):
        check_destination(str(tmp_path / "[m]"))


@pytest.mark.parametrize("name", ["m.index", "m.data-00000-of-00001", "new/"])
def test_a_destination_that_is_no_prefix_is_refused(tmp_path: Path, name: str):
    with pytest.raises(BadInputError, match="prefix"):
        check_destination(f"{tmp_path}{os.sep}{name}")


def fail_midway(prefix: str) -> None:
    with staging_folder(prefix) as folder:
        (Path(folder) / "m.index").write_bytes(b"half")
        raise RuntimeError


def test_failure_leaves_neither_files_nor_new_folders(tmp_path: Path):
    with pytest.raises(RuntimeError):
        fail_midway(str(tmp_path / "a" / "b" / "m"))
    assert tree(tmp_path) == []


def test_success_leaves_the_published_files_alone(tmp_path: Path):
    with staging_folder(str(tmp_path / "new" / "m")) as folder:
        for name in ("m.data-00000-of-00001", "m.index"):
            (Path(folder) / name).write_bytes(name.encode())
        publish(folder, ["m.data-00000-of-00001", "m.index"], str(tmp_path / "new"))
    assert tree(tmp_path) == ["new", "new/m.data-00000-of-00001", "new/m.index"]


def test_a_file_that_appeared_meanwhile_is_kept_and_the_rest_taken_back(tmp_path: Path):
    names = ["m.data-00000-of-00001", "m.index"]
    with staging_folder(str(tmp_path / "m")) as folder:
        for name in names:
            (Path(folder) / name).write_bytes(b"new")
        (tmp_path / "m.index").write_bytes(b"theirs")
        with pytest.raises(BadInputError, match="came into being"):
            publish(folder, names, str(tmp_path))
    assert tree(tmp_path) == ["m.index"]
    assert (tmp_path / "m.index").read_bytes() == b"theirs"


def test_a_parent_that_is_a_file_is_refused(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInputError, match="cannot make the folder"), staging_folder(str(tmp_path / "file" / "x" / "m")):
        pass
