import os

import pytest_lsp
from editor import SERVER, Editor, make_editor
from pytest_lsp import ClientServerConfig

QUIET_ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": "ignore"}


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER, client_factory=make_editor, server_env=QUIET_ENVIRONMENT))
async def editor(lsp_client: Editor):
    """An editor with a running server; the test connects it."""
    yield
    await lsp_client.shutdown_session()
