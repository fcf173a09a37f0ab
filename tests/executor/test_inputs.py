import shutil
from pathlib import Path

import pytest
from ckptlens.bundle.table import MAGIC
from ckptlens_server.executor.inputs import InputError, resolve_checkpoint

RECORDED = Path(__file__).parents[1] / "bundle" / "data"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in RECORDED.glob("named.*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def refusal(path: Path | str) -> str:
    with pytest.raises(InputError) as refused:
        resolve_checkpoint(str(path))
    return str(refused.value)


def test_a_prefix_gives_its_bundle(folder: Path):
    found = resolve_checkpoint(str(folder / "named"))
    assert found.bundle
    assert found.bundle.entry("dense/kernel")


def test_a_folder_stands_for_its_latest_checkpoint(folder: Path):
    (folder / "checkpoint").write_text('model_checkpoint_path: "named"\n')
    assert resolve_checkpoint(str(folder)).prefix == str(folder / "named")


def test_a_moved_folder_is_still_read(folder: Path):
    (folder / "checkpoint").write_text('model_checkpoint_path: "/gone/run1/named"\n')
    assert resolve_checkpoint(str(folder)).prefix == str(folder / "named")


@pytest.mark.parametrize("suffix", [".index", ".data-00000-of-00001", ".meta"])
def test_a_file_of_the_checkpoint_stands_for_it(folder: Path, suffix: str):
    assert resolve_checkpoint(f"{folder / 'named'}{suffix}").prefix == str(folder / "named")


def test_a_folder_without_state_file_names_a_prefix_in_it(folder: Path):
    assert f"give a prefix, such as {folder / 'named'}" in refusal(folder)


def test_an_empty_folder_holds_no_checkpoint(tmp_path: Path):
    assert "no checkpoint in it" in refusal(tmp_path)


def test_a_saved_model_stands_for_the_checkpoint_inside(folder: Path):
    (folder / "saved_model.pb").write_bytes(b"")
    (folder / "variables").mkdir()
    for file in folder.glob("named.*"):
        file.rename(folder / "variables" / f"variables{file.name.removeprefix('named')}")
    assert resolve_checkpoint(str(folder)).prefix == str(folder / "variables" / "variables")


def test_the_state_file_stands_for_the_checkpoint_that_it_names(folder: Path):
    (folder / "checkpoint").write_text('model_checkpoint_path: "named"\n')
    assert resolve_checkpoint(str(folder / "checkpoint")).prefix == str(folder / "named")


def test_a_name_that_begins_like_a_checkpoint_gets_a_suggestion(folder: Path):
    assert f"did you mean {folder / 'named'}?" in refusal(folder / "nam")


def test_data_without_index_is_told(folder: Path):
    (folder / "named.index").unlink()
    assert "named.index is missing" in refusal(folder / "named")


def test_a_missing_data_file_is_named(folder: Path):
    (folder / "named.data-00000-of-00001").unlink()
    assert "named.data-00000-of-00001 is missing" in refusal(folder / "named")


def test_a_short_data_file_is_truncated(folder: Path):
    (folder / "named.data-00000-of-00001").write_bytes(b"123")
    assert "truncated: 3 of at least 94 bytes" in refusal(folder / "named")


@pytest.mark.parametrize("name", ["named.index", "named.data-00000-of-00001", "v1.ckpt"])
def test_a_git_lfs_pointer_is_recognised(folder: Path, name: str):
    (folder / name).write_bytes(LFS[:60])
    assert "git lfs pull" in refusal(folder / ("v1.ckpt" if name == "v1.ckpt" else "named"))


def test_a_damaged_index_is_named_with_the_reason(folder: Path):
    (folder / "named.index").write_bytes(b"x" * 200)
    assert "named.index cannot be read: the magic number" in refusal(folder / "named")


def test_a_v1_file_is_left_to_tensorflow(tmp_path: Path):
    (tmp_path / "model.ckpt").write_bytes(b"x" * 100 + MAGIC.to_bytes(8, "little"))
    assert resolve_checkpoint(str(tmp_path / "model.ckpt")).bundle is None


@pytest.mark.parametrize(
    ("start", "kind"), [(b"\x89HDF\r\n\x1a\n", "HDF5"), (b"PK\x03\x04", "zip"), (b"hello", "not a TensorFlow checkpoint")]
)
def test_another_kind_of_file_is_called_by_its_name(tmp_path: Path, start: bytes, kind: str):
    (tmp_path / "weights").write_bytes(start)
    assert kind in refusal(tmp_path / "weights")


def test_nothing_there_is_told_with_the_place(tmp_path: Path):
    assert f"no model.index in {tmp_path}" in refusal(tmp_path / "model")
