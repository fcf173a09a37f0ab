import asyncio
import os
import threading

import pytest_asyncio
import pytest_lsp
from ckptlens_server.app import make_server
from editor import SERVER, Editor, make_editor
from pygls.io_ import run_async
from pytest_lsp import ClientServerConfig

QUIET_ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": "ignore"}


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER, client_factory=make_editor, server_env=QUIET_ENVIRONMENT))
async def stdio_editor(lsp_client: Editor):
    """An editor with a server in a process of its own, over stdio; the test connects it."""
    yield
    await lsp_client.shutdown_session()


class Pipe:
    """One direction of a connection in memory: what is written here is read from `reader`."""

    def __init__(self):
        self.reader = asyncio.StreamReader()

    def write(self, data):
        self.reader.feed_data(data)

    def close(self):
        self.reader.feed_eof()


@pytest_asyncio.fixture
async def editor():
    """An editor with a server in this process, which saves the time to start one; the messages are the same."""
    client, server = make_editor(), make_server()
    to_server, to_client = Pipe(), Pipe()
    client.protocol.set_writer(to_server)
    server.protocol.set_writer(to_client)
    stop = threading.Event()
    ends = ((to_server, server.protocol, server.report_server_error), (to_client, client.protocol, client.report_server_error))
    listening = [
        asyncio.ensure_future(run_async(stop_event=stop, reader=pipe.reader, protocol=protocol, error_handler=handler))
        for pipe, protocol, handler in ends
    ]
    yield client
    if client.capabilities is not None:
        await client.shutdown_async(None)
    stop.set()
    to_server.close()
    to_client.close()
    await asyncio.gather(*listening)
