import subprocess
import sys
from pathlib import Path

import ckptlens_executor
import pytest
from ckptlens_executor.framing import read_message, write_message
from ckptlens_server.executor import ExecutorClient, ExecutorError, Interpreter, RefusedError, Request, conversion_request

FOLDER = Path(ckptlens_executor.__file__).parent


@pytest.fixture
def client():
    """The real executor in an interpreter that need not have TensorFlow."""
    with ExecutorClient.for_interpreter(Interpreter(Path(sys.executable), "test")) as running:
        yield running


def start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-I", str(FOLDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_handshake_tells_python_and_protocol(client: ExecutorClient):
    answer = client.request(Request("handshake"))
    assert (answer["protocol"], answer["python"]) == (1, ".".join(map(str, sys.version_info[:3])))


def test_an_unknown_method_is_an_error_and_the_process_goes_on(client: ExecutorClient):
    with pytest.raises(ExecutorError, match="unknown method: fly"):
        client.request(Request("fly"))
    assert client.request(Request("handshake"))["protocol"] == 1


def test_a_missing_parameter_is_named(client: ExecutorClient):
    with pytest.raises(ExecutorError, match="convert: missing parameter 'source'"):
        client.request(Request("convert"))


def test_the_end_of_its_input_ends_it():
    child = start()
    child.communicate(timeout=20)
    assert child.returncode == 0


def test_shutdown_is_answered_before_the_end():
    child = start()
    assert child.stdin
    assert child.stdout
    write_message(child.stdin, {"jsonrpc": "2.0", "id": 1, "method": "shutdown"})
    assert read_message(child.stdout) == {"jsonrpc": "2.0", "id": 1, "result": None}
    assert child.wait(20) == 0
    child.communicate()


def test_input_that_is_no_message_is_answered_with_a_parse_error():
    child = start()
    out, _ = child.communicate(b"hello\r\n\r\n", timeout=20)
    assert b'"code":-32700' in out


def test_an_existing_destination_is_refused_before_tensorflow_is_needed(client: ExecutorClient, tmp_path: Path):
    (tmp_path / "model.index").write_bytes(b"precious")
    with pytest.raises(RefusedError, match=r"model\.index exists already"):
        client.request(conversion_request(str(tmp_path / "source"), str(tmp_path / "model"), "tf2"))
    assert (tmp_path / "model.index").read_bytes() == b"precious"


def test_what_others_print_does_not_reach_the_protocol():
    script = (
        "import os, sys; from ckptlens_executor import loop, methods\n"
        "def chatty(params, job): print('hello'); os.write(1, b'from C'); return sys.stdin.read()\n"
        "methods.METHODS['chatty'] = chatty\n"
        "loop.main()"
    )
    with ExecutorClient([sys.executable, "-c", script]) as client:
        assert client.request(Request("chatty")) == ""
