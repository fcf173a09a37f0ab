"""Pythons with TensorFlow, and checkpoints that they wrote, for tests marked ``tensorflow``."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ckptlens_server.executor import Conversion, ExecutorClient, Interpreter, conversion_request, convert_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROGRAMS = Path(__file__).parent / "tensorflow_programs.py"


class Programs:
    """A running tensorflow_programs.py."""

    def __init__(self, python: str) -> None:
        self._child = subprocess.Popen([python, PROGRAMS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def run(self, *call: object) -> Any:
        """The result of one of its functions."""
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.write(json.dumps(call) + "\n")
        self._child.stdin.flush()
        for line in self._child.stdout:
            mark, _, answer = line.partition(" ")
            if mark == "ANSWER":
                return json.loads(answer)
        raise AssertionError(f"{call[0]} failed; its traceback is in the captured standard error")

    def close(self) -> None:
        self._child.communicate(timeout=60)


@dataclass(frozen=True)
class TensorFlow:
    """One TensorFlow at work: a running executor, judging programs, and a folder of checkpoints that they wrote."""

    client: ExecutorClient
    programs: Programs
    sources: Path
    python: str

    def convert(self, source: str | Path, destination: Path, to: str, **options: Any) -> Conversion:
        """Convert one of the sources, or a checkpoint anywhere."""
        return convert_checkpoint(self.client, conversion_request(str(self.sources / source), str(destination), to, **options))

    def dump(self, prefix: str | Path) -> dict[str, Any]:
        """All values of one of the sources, or of a checkpoint anywhere."""
        return self.programs.run("dump", str(self.sources / prefix))


@pytest.fixture(scope="session", params=["CKPTLENS_TF215", "CKPTLENS_TF221"])
def tensorflow(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TensorFlow]:
    python = os.environ.get(request.param)
    if not python:
        pytest.fail(f"set {request.param} to a Python with that TensorFlow (2.15 or 2.21), or deselect with -m 'not tensorflow'")
    sources = tmp_path_factory.mktemp(request.param)
    programs = Programs(python)
    programs.run("make", str(sources))
    with ExecutorClient.for_interpreter(Interpreter(Path(python), request.param)) as client:
        yield TensorFlow(client, programs, sources, python)
    programs.close()


@pytest.fixture
def tree() -> Callable[[Path], list[str]]:
    return lambda folder: sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))
