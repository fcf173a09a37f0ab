import asyncio
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.executor import (
    ExecutorClient,
    ExecutorCrashError,
    RefusedError,
    Request,
    RequestCancelledError,
    RequestTimeoutError,
)
from ckptlens_server.executor.process import ExecutorProcess

if TYPE_CHECKING:
    from ckptlens_executor.job import Progress

STAND_IN = Path(__file__).parent / "stand_in.py"


@pytest.fixture
def client():
    with ExecutorClient([sys.executable, str(STAND_IN)], grace=0.3) as running:
        yield running


def test_a_result_comes_back(client: ExecutorClient):
    assert client.request(Request("echo", {"key": "größe"})) == {"key": "größe"}


def test_one_process_answers_all_requests(client: ExecutorClient):
    assert client.request(Request("pid")) == client.request(Request("pid"))


def test_progress_reaches_the_caller_in_order(client: ExecutorClient):
    seen: list[Progress] = []
    assert client.request(Request("count", on_progress=seen.append)) == "counted"
    assert [p.done for p in seen] == [1, 2]


def test_a_refusal_is_an_error_of_its_own(client: ExecutorClient):
    with pytest.raises(RefusedError, match="no such file"):
        client.request(Request("refuse"))


def test_a_crash_tells_exit_code_and_last_words(client: ExecutorClient):
    with pytest.raises(ExecutorCrashError, match=r"running crash: it ended with exit code 7\n  \| last words"):
        client.request(Request("crash"))


def test_a_new_process_is_started_after_a_crash(client: ExecutorClient):
    first = client.request(Request("pid"))
    with pytest.raises(ExecutorCrashError):
        client.request(Request("crash"))
    assert client.request(Request("pid")) != first


@pytest.mark.parametrize("method", ["garbage", "nonsense"])
def test_what_is_no_message_ends_the_process(client: ExecutorClient, method: str):
    with pytest.raises(ExecutorCrashError, match="what is no message"):
        client.request(Request(method))


def test_a_cancelled_call_ends_as_cancelled(client: ExecutorClient):
    started = threading.Event()
    call = client.submit(Request("until_cancelled", on_progress=lambda _: started.set()))
    assert started.wait(10)
    call.cancel()
    with pytest.raises(RequestCancelledError):
        call.future.result(10)


def test_the_process_survives_a_cancelled_call(client: ExecutorClient):
    first = client.request(Request("pid"))
    call = client.submit(Request("until_cancelled"))
    call.cancel()
    call.future.exception(10)
    assert client.request(Request("pid")) == first


def test_a_call_that_ignores_cancel_loses_its_process(client: ExecutorClient):
    lost: list[int] = []
    started = threading.Event()
    pid = client.request(Request("pid"))
    call = client.submit(Request("hang", on_progress=lambda _: started.set(), when_lost=lost.append))
    assert started.wait(10)
    call.cancel()
    with pytest.raises(ExecutorCrashError, match="did not stop"):
        call.future.result(10)
    assert lost == [pid]


def test_a_timeout_is_told_as_such(client: ExecutorClient):
    with pytest.raises(RequestTimeoutError, match=r"hang took longer than 0\.1 s"):
        client.request(Request("hang", timeout=0.1))


def test_closing_ends_calls_on_their_way(client: ExecutorClient):
    call = client.submit(Request("until_cancelled"))
    client.close()
    assert isinstance(call.future.exception(10), ExecutorCrashError | RequestCancelledError)


def test_a_call_can_be_awaited(client: ExecutorClient):
    async def ask() -> object:
        return await asyncio.wrap_future(client.submit(Request("echo", {"a": 1})).future)

    assert asyncio.run(ask()) == {"a": 1}


def test_another_protocol_version_is_refused():
    with ExecutorClient([sys.executable, str(STAND_IN), "99"]) as client, pytest.raises(ExecutorCrashError, match="protocol 99"):
        client.request(Request("echo"))


def test_a_command_that_ends_at_once_is_a_crash():
    with (
        ExecutorClient([sys.executable, "-c", "import sys; sys.exit('too old')"]) as client,
        pytest.raises(ExecutorCrashError, match="too old"),
    ):
        client.request(Request("echo"))


def test_the_end_of_a_process_is_told_even_if_it_comes_while_it_is_started(monkeypatch: pytest.MonkeyPatch):
    start, ended = threading.Thread.start, threading.Event()

    def start_slowly(thread: threading.Thread) -> None:
        start(thread)
        time.sleep(0.3)

    monkeypatch.setattr(threading.Thread, "start", start_slowly)
    process = ExecutorProcess([sys.executable, "-c", ""], lambda message: None, lambda process: ended.set())
    assert ended.wait(5)
    process.close()


def test_a_command_that_is_not_there_is_told(tmp_path: Path):
    with ExecutorClient([str(tmp_path / "python")]) as client, pytest.raises(ExecutorCrashError, match="cannot start"):
        client.request(Request("echo"))
