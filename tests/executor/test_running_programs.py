"""Programs run to their first save, in an interpreter with a stand-in for TensorFlow."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ckptlens_executor.recording.program import folder_prefix
from ckptlens_server.executor import ExecutorClient, Interpreter, RefusedError, Request, RequestCancelledError, RequestTimeoutError
from ckptlens_server.executor.programs import RunOptions, run_request
from msgspec.structs import replace
from stand_in_tensorflow import write_tensorflow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAVER = "from tensorflow.python.training.saver import Saver\n"


@pytest.fixture
def client() -> Iterator[ExecutorClient]:
    with ExecutorClient.for_interpreter(Interpreter(Path(sys.executable), "test")) as running:
        yield running


@pytest.fixture
def request_for(tmp_path: Path) -> Callable[..., Request]:
    """The request to run a program of this text."""
    root = write_tensorflow(tmp_path / "library")

    def make(text: str, *, timeout: float | None = 30, on_progress: Any = None, **options: object) -> Request:
        program = tmp_path / "train.py"
        program.write_text(text)
        plain = {"file": str(program), "entries": [], "arguments": [], "roots": [root], "environment": {}}
        return Request("run", {**plain, **options}, timeout=timeout, on_progress=on_progress)

    return make


@pytest.fixture
def run(client: ExecutorClient, request_for: Callable[..., Request]) -> Callable[..., dict[str, Any]]:
    return lambda text, **options: client.request(request_for(text, **options))


def test_the_first_save_ends_the_program_and_its_keys_are_listed(run):
    result = run(SAVER + "def save(s):\n    s.save(None, 'm')\nsave(Saver(['b', 'a']))\nprint('not reached')\n")
    assert result["ended"] == "saved"
    [save] = result["saves"]
    assert save["api"] == "tf.compat.v1.train.Saver.save"
    assert [place["line"] for place in save["stack"]] == [3, 4]
    assert save["keys"] == [{"key": name, "dtype": "float32", "shape": [2, 3]} for name in ("a", "b")]
    assert result["versions"]["tensorflow"] == "2.15.0"
    assert "not reached" not in result["output"]


def test_handlers_that_catch_everything_do_not_let_the_program_go_on(run):
    result = run(SAVER + "try:\n    Saver(['a']).save(None, 'm')\nexcept BaseException:\n    pass\nfinally:\n    print('went on')\n")
    assert (result["ended"], result["output"]) == ("saved", "")


@pytest.mark.parametrize(("limit", "saves", "ended"), [(2, 2, "saved"), (None, 3, "finished")])
def test_as_many_saves_as_are_asked_for(run, limit: int | None, saves: int, ended: str):
    result = run(SAVER + "for n in range(3): Saver([f'k{n}']).save(None, 'm')\n", limit=limit)
    assert (len(result["saves"]), result["ended"]) == (saves, ended)


def test_files_outside_the_temporary_folder_are_left_alone(run, tmp_path: Path):
    kept = tmp_path / "model.ckpt"
    kept.write_text("mine")
    result = run(SAVER + f"print(Saver(['a']).save(None, {str(kept)!r}))\n", limit=None)
    assert result["saves"][0]["keys"][0]["key"] == "a"
    assert (kept.read_text(), sorted(p.name for p in tmp_path.iterdir())) == ("mine", ["library", "model.ckpt", "train.py"])
    assert result["output"].strip().endswith("model.ckpt")
    assert str(tmp_path) not in result["output"]


def test_a_program_sees_its_arguments_its_folder_and_an_empty_working_directory(run, tmp_path: Path):
    (tmp_path / "sizes.py").write_text("COUNT = 2\n")
    text = "import os, sys, sizes\nif __name__ == '__main__': print(sys.argv[1:], sizes.COUNT, os.listdir('.'), sys.stdin.read())\n"
    assert run(text, arguments=["--steps", "1"])["output"].split() == ["['--steps',", "'1']", "2", "[]"]
    assert not list(tmp_path.rglob("sizes*.pyc"))


def test_it_can_run_in_a_folder_that_holds_its_data(run, tmp_path: Path):
    (tmp_path / "data.txt").write_text("rows")
    result = run(SAVER + "print(open('data.txt').read())\nSaver(['a']).save(None, 'm')\n", cwd=str(tmp_path))
    assert (result["output"].strip(), len(result["saves"]), (tmp_path / "m").exists()) == ("rows", 1, False)


def test_an_entry_runs_after_the_program_in_its_namespace(run):
    result = run(SAVER + "def main(name): Saver([name]).save(None, 'm')\n", entries=["main('w')"])
    assert result["saves"][0]["keys"][0]["key"] == "w"
    assert [Path(place["file"]).name for place in result["saves"][0]["stack"]] == ["train.py", "<entry>"]


def test_an_exception_is_told_with_its_place_and_the_output(run):
    result = run("import json\nprint('loading')\njson.loads('{')\n")
    assert result["ended"] == "raised"
    assert (result["exception"]["type"], result["exception"]["stack"][0]["line"]) == ("JSONDecodeError", 3)
    assert result["output"].strip() == "loading"


def test_a_syntax_error_has_its_place(run):
    assert run("x = 1\nx = = 2\n")["exception"]["stack"][0]["line"] == 2


@pytest.mark.parametrize(("code", "ended"), [("None", "finished"), ("0", "finished"), ("3", "raised")])
def test_sys_exit_is_a_failure_only_with_a_status(run, code: str, ended: str):
    assert run(f"import sys\nsys.exit({code})\n")["ended"] == ended


def test_a_crash_is_told(run):
    result = run("import os, signal\nprint('last words', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n")
    assert (result["ended"], result["exit"], result["output"].strip()) == ("died", -signal.SIGKILL, "last words")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell how much memory a process holds")
def test_a_program_that_takes_too_much_memory_is_ended(run):
    assert run("x = b'x' * (400 << 20)\nimport time\ntime.sleep(30)\n", memory=200)["ended"] == "memory"


def test_a_file_that_is_not_there_is_refused(client: ExecutorClient, request_for):
    request = request_for("")
    with pytest.raises(RefusedError, match=r"there is no file .*gone\.py"):
        client.request(Request("run", {**request.params, "file": "/gone.py"}))


HANGS = """
import os, subprocess, time
child = subprocess.Popen(["sleep", "60"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""


def test_a_timeout_ends_the_program_and_all_that_it_started(client: ExecutorClient, request_for):
    seen: list[str] = []
    with pytest.raises(RequestTimeoutError):
        client.request(request_for(HANGS, timeout=1.5, on_progress=lambda step: seen.append(step.message)))
    assert_gone(seen)
    assert not leftovers(client)


def test_cancelling_ends_the_program_and_the_executor_goes_on(client: ExecutorClient, request_for, run):
    seen: list[str] = []
    call = client.submit(request_for(HANGS, on_progress=lambda step: seen.append(step.message)))
    wait_until(lambda: pids(seen))
    call.cancel()
    with pytest.raises(RequestCancelledError):
        call.future.result(20)
    assert_gone(seen)
    assert run("print('next')\n")["output"].strip() == "next"


def test_killing_the_executor_ends_the_program_and_its_folder_is_removed(client: ExecutorClient, request_for):
    seen: list[str] = []
    request = request_for(HANGS, on_progress=lambda step: seen.append(step.message))
    call = client.submit(replace(request, when_lost=run_request("", RunOptions()).when_lost))
    wait_until(lambda: pids(seen))
    call.process.kill("test")
    assert call.future.exception(20)
    assert_gone(seen)
    assert not list(Path(tempfile.gettempdir()).glob(folder_prefix(call.process.pid) + "*"))


def test_a_client_that_goes_away_ends_the_program(client: ExecutorClient, request_for):
    seen: list[str] = []
    call = client.submit(request_for(HANGS, on_progress=lambda step: seen.append(step.message)))
    wait_until(lambda: pids(seen))
    client.close()
    assert call.future.exception(20)
    assert_gone(seen)
    assert not list(Path(tempfile.gettempdir()).glob(folder_prefix(call.process.pid) + "*"))


def assert_gone(seen: list[str]) -> None:
    assert pids(seen)
    wait_until(lambda: not any(alive(pid) for pid in pids(seen)))


def pids(seen: list[str]) -> list[int]:
    """What HANGS printed, from the progress of the run."""
    return next(([int(word) for word in message.split()[2:]] for message in seen if len(message.split()) == 4), [])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def leftovers(client: ExecutorClient) -> list[Path]:
    pid = client.request(Request("handshake"))["pid"]
    return list(Path(tempfile.gettempdir()).glob(folder_prefix(pid) + "*"))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
