import subprocess
import sys
from pathlib import Path

import pytest
import pytest_lsp
from editor import EARLY_SAVER, LATE_SAVER, SERVER, Editor, make_editor
from lsprotocol import types
from pytest_lsp import ClientServerConfig

FAULTY = [sys.executable, str(Path(__file__).parent / "faulty_server.py")]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=FAULTY, client_factory=make_editor))
async def faulty(lsp_client: Editor):
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_failed_analysis_is_told_with_the_file_and_the_next_edit_works(faulty, tmp_path):
    await faulty.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    faulty.open(uri, "# BUG IN ANALYSIS")
    await faulty.until(lambda: any(s["state"] == "error" and "train.py" in s["message"] for s in faulty.states))
    assert [uri in message.message for message in faulty.log_messages] == [True]
    faulty.change(uri, EARLY_SAVER, 2)
    assert [d.code for d in await faulty.diagnosed(uri, 2)] == ["CK207"]


@pytest.mark.asyncio
async def test_failed_feature_gives_nothing_and_the_next_request_works(faulty, tmp_path):
    await faulty.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    faulty.open(uri, LATE_SAVER)
    document = types.TextDocumentIdentifier(uri)
    assert await faulty.text_document_hover_async(types.HoverParams(document, types.Position(0, 0))) is None
    assert await faulty.text_document_hover_async(types.HoverParams(document, types.Position(3, 10))) is not None


@pytest.mark.asyncio
async def test_text_that_is_no_python_leaves_the_server_alive(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, "\0\x01 print 'x'\ud800" * 100)
    assert len(await editor.diagnosed(uri)) >= 1
    editor.change(uri, EARLY_SAVER, 2)
    assert [d.code for d in await editor.diagnosed(uri, 2)] == ["CK207"]


@pytest.mark.asyncio
async def test_document_without_a_file_is_analysed(editor):
    await editor.connect()
    editor.open("untitled:Untitled-1", EARLY_SAVER)
    assert [d.code for d in await editor.diagnosed("untitled:Untitled-1")] == ["CK207"]


@pytest.mark.asyncio
async def test_conversion_of_a_missing_checkpoint_says_which(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    argument = {"source": str(tmp_path / "gone"), "destination": str(tmp_path / "new"), "to": "tf2"}
    with pytest.raises(Exception, match="gone"):
        await editor.workspace_execute_command_async(types.ExecuteCommandParams("ckptlens.convert", [argument]))


@pytest.mark.asyncio
async def test_conversion_to_an_unknown_format_is_refused(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    argument = {"source": "a", "destination": "b", "to": "tf3"}
    with pytest.raises(Exception, match="to must be tf1, tf2 or both, not tf3"):
        await editor.workspace_execute_command_async(types.ExecuteCommandParams("ckptlens.convert", [argument]))


@pytest.mark.asyncio
async def test_conversion_is_refused_in_an_untrusted_workspace(editor, tmp_path):
    editor.set_configuration({"trusted": False}, section="ckptlens")
    await editor.connect(folder=tmp_path)
    await editor.until(lambda: editor.states and editor.states[-1]["state"] == "ready")
    argument = {"source": "a", "destination": "b", "to": "tf2"}
    with pytest.raises(Exception, match="trust it first"):
        await editor.workspace_execute_command_async(types.ExecuteCommandParams("ckptlens.convert", [argument]))


def test_server_ends_when_its_input_ends():
    done = subprocess.run(SERVER, input=b"", capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
