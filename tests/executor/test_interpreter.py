import sys
from pathlib import Path

import pytest
from ckptlens_server.executor.interpreter import NoInterpreterError, choose_interpreter


def environment(folder: Path, *distributions: str) -> Path:
    """A virtual environment as far as looking at it goes."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    packages = folder / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    for distribution in distributions:
        (packages / f"{distribution}.dist-info").mkdir()
    return python


@pytest.fixture(autouse=True)
def no_tensorflow_beside_ckptlens(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [])


def test_the_named_interpreter_comes_first(tmp_path: Path):
    environment(tmp_path / ".venv", "tensorflow-2.15.1")
    chosen = choose_interpreter(sys.executable, tmp_path, {})
    assert (chosen.path, chosen.reason) == (Path(sys.executable), "it was named")


def test_a_named_folder_stands_for_its_python(tmp_path: Path):
    python = environment(tmp_path / "env")
    assert choose_interpreter(str(tmp_path / "env"), tmp_path, {}).path == python


def test_the_active_environment_comes_before_the_projects(tmp_path: Path):
    active = environment(tmp_path / "active", "tensorflow_cpu-2.15.1")
    environment(tmp_path / ".venv", "tensorflow-2.15.1")
    chosen = choose_interpreter(None, tmp_path, {"VIRTUAL_ENV": str(tmp_path / "active")})
    assert chosen.path == active
    assert "VIRTUAL_ENV" in chosen.reason


def test_the_one_selected_in_the_editor_comes_before_environments(tmp_path: Path):
    python = environment(tmp_path / "mine", "tensorflow-2.15.1")
    environment(tmp_path / ".venv", "tensorflow-2.15.1")
    chosen = choose_interpreter(None, tmp_path, {}, selected=str(python))
    assert (chosen.path, chosen.reason) == (python, "it is selected in the editor, and has TensorFlow")


def test_a_selected_one_without_tensorflow_is_passed_over(tmp_path: Path):
    selected = environment(tmp_path / "mine")
    python = environment(tmp_path / ".venv", "tensorflow-2.15.1")
    assert choose_interpreter(None, tmp_path, {}, selected=str(selected)).path == python


def test_the_reason_says_where_an_interpreter_was_named(tmp_path: Path):
    assert choose_interpreter(sys.executable, tmp_path, {}, named="the settings name it").reason == "the settings name it"


def test_an_environment_without_tensorflow_is_passed_over(tmp_path: Path):
    environment(tmp_path / "active", "tensorflow_datasets-4.9", "keras-2.15")
    python = environment(tmp_path / ".venv", "tensorflow-2.21.0")
    chosen = choose_interpreter(None, tmp_path, {"VIRTUAL_ENV": str(tmp_path / "active")})
    assert (chosen.path, chosen.reason) == (python, "the project's .venv has TensorFlow")


def test_ckptlens_own_python_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "tf_nightly-2.22.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert choose_interpreter(None, tmp_path, {}).path == Path(sys.executable)


def test_without_any_the_places_and_the_remedy_are_told(tmp_path: Path):
    environment(tmp_path / ".venv")
    with pytest.raises(NoInterpreterError, match=r"\.venv \(no TensorFlow\).*--python.*pip install"):
        choose_interpreter(None, tmp_path, {})


def test_a_named_interpreter_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(NoInterpreterError, match="not a Python interpreter that can be run"):
        choose_interpreter(str(tmp_path / "python"), tmp_path, {})
