"""Conversions as a client asks for them, without TensorFlow."""

from __future__ import annotations

from pathlib import Path

import pytest
from ckptlens_server.conversion.map_file import parse_map
from ckptlens_server.conversion.planning import Wish
from ckptlens_server.conversion.requested import carry_out, interpreter_for, requested
from ckptlens_server.executor.cancelling import Cancellable
from ckptlens_server.executor.errors import RequestCancelledError
from ckptlens_server.executor.interpreter import NoInterpreterError

NAMED = str(Path(__file__).parents[1] / "bundle" / "data" / "named")


def ignore(_: object) -> None:
    """For progress."""


def test_without_tensorflow_values_are_compared_by_checksum(tmp_path: Path):
    wanted = requested(f"{NAMED}.index", str(tmp_path / "two"), Wish("both"))
    report = carry_out(wanted, Cancellable(None), ignore)
    assert (report["compared"], report["restored_with"], (tmp_path / "two.index").exists()) == (7, None, True)


def test_a_cancelled_conversion_leaves_nothing(tmp_path: Path):
    work = Cancellable(None)
    work.cancel()
    with pytest.raises(RequestCancelledError):
        carry_out(requested(NAMED, str(tmp_path / "new" / "two"), Wish("tf2")), work, ignore)
    assert list(tmp_path.iterdir()) == []


def test_values_whose_bytes_change_need_tensorflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def none(*_: object, **__: object) -> None:
        raise NoInterpreterError("none")

    monkeypatch.setattr("ckptlens_server.conversion.requested.choose_interpreter", none)
    rules = parse_map("[[cast]]\npattern='dense.*'\ndtype='float16'", "m")
    assert interpreter_for(requested(NAMED, str(tmp_path / "two"), Wish("both")), None, tmp_path) is None
    with pytest.raises(NoInterpreterError):
        interpreter_for(requested(NAMED, str(tmp_path / "two"), Wish("both", rules=rules)), None, tmp_path)
