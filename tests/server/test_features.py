import subprocess
from pathlib import Path

import pytest
from editor import EARLY_SAVER, LATE_SAVER
from lsprotocol import types


@pytest.mark.asyncio
async def test_hover_over_a_variable_shows_its_key(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    found = await editor.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(3, 10)))
    assert "`w` [2, 3] float32" in found.contents.value


@pytest.mark.asyncio
async def test_hover_elsewhere_is_empty(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    assert await editor.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))) is None


@pytest.mark.asyncio
async def test_lens_on_the_save_counts_its_keys(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    [lens] = await editor.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    assert (lens.range.start.line, lens.command.title) == (8, "2 keys · complete")


@pytest.mark.asyncio
async def test_preview_holds_events_keys_and_places(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER, version=7)
    preview = await editor.keys(uri)
    assert (preview["uri"], preview["version"], preview["status"]) == (uri, 7, "complete")
    [event] = preview["events"]
    assert (event["kind"], event["path"], event["label"]) == ("save", "out/model.ckpt", "Saver.save → 'out/model.ckpt'")
    assert [(key["key"], key["shape"], key["location"]["range"]["start"]["line"]) for key in event["keys"]] == [
        ("b", [3], 4),
        ("w", [2, 3], 3),
    ]


@pytest.mark.asyncio
async def test_preview_of_a_document_that_is_not_open_is_null(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    assert await editor.keys((tmp_path / "other.py").as_uri()) is None


@pytest.mark.asyncio
async def test_preview_request_without_a_document_is_refused(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    with pytest.raises(Exception, match="textDocument must be an object"):
        await editor.protocol.send_request_async("ckptlens/keys", {})


@pytest.mark.asyncio
async def test_save_tells_which_keys_changed(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    await editor.diagnosed(uri)
    editor.change(uri, LATE_SAVER.replace('"w"', '"kernel"'), 2)
    editor.save(uri)
    [told] = await editor.until(lambda: editor.changes)
    assert told["change"] == {"added": ["b"], "removed": [], "renamed": [["w", "kernel"]]}
    assert told["version"] == 2


@pytest.mark.asyncio
async def test_keys_follow_the_stack_setting(editor, tmp_path):
    editor.set_configuration({"stack": "tf2.21-keras3"}, section="ckptlens")
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    assert (await editor.keys(uri))["stack"] == "tf2.21-keras3"
    editor.set_configuration({"stack": "tf1.15"}, section="ckptlens")
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    [told] = await editor.until(lambda: editor.changes)
    assert told["stack"] == "tf1.15"


@pytest.mark.asyncio
async def test_settings_come_along_when_the_editor_cannot_be_asked(editor, tmp_path):
    await editor.connect("emacs", tmp_path, {"settings": {"stack": "tf1.15"}}, workspace=None)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    preview = await editor.keys(uri)
    assert (preview["stack"], preview["stackReason"]) == ("tf1.15", "setting ckptlens.stack")


@pytest.mark.asyncio
async def test_stack_is_found_from_the_requirements(editor, tmp_path):
    (tmp_path / "requirements.txt").write_text("tensorflow==1.15.5\n")
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    assert (await editor.keys(uri))["stackReason"] == "tensorflow==1.15.5 in requirements.txt"


@pytest.mark.asyncio
async def test_status_ends_with_ready(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    await editor.diagnosed(uri)
    await editor.until(lambda: editor.states[-1]["state"] == "ready")
    assert [state["state"] for state in editor.states][:2] == ["starting", "ready"]
    assert "analysing" in [state["state"] for state in editor.states]


@pytest.mark.asyncio
async def test_server_asks_to_be_told_of_changed_files_and_settings(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    await editor.until(lambda: editor.registered)
    assert set(editor.registered) == {types.WORKSPACE_DID_CHANGE_CONFIGURATION, types.WORKSPACE_DID_CHANGE_WATCHED_FILES}


@pytest.mark.asyncio
async def test_changed_file_on_disk_is_read_again(editor, tmp_path):
    net = tmp_path / "net.py"
    net.write_text("NAME = 'old'\n")
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER.replace("import", "import net\nimport", 1).replace('"w"', "net.NAME"))
    assert [key["key"] for key in (await editor.keys(uri))["events"][0]["keys"]] == ["b", "old"]
    net.write_text("NAME = 'new'\n")
    change = types.FileEvent(net.as_uri(), types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    assert [key["key"] for key in (await editor.keys(uri))["events"][0]["keys"]] == ["b", "new"]


RENAMED = """\
import tensorflow as tf
import tensorflow.compat.v1 as tf1

kernel = tf.Variable(0.0, name="net/enc/kernel")
bias = tf.Variable(0.0, name="net/enc/bias")
saver = tf1.train.Saver([kernel, bias])
saver.restore(None, "old/model.ckpt")
"""
SCOPED = Path(__file__).parents[1] / "fixes" / "checkpoints" / "scoped.index"


async def assignment_map(editor, uri, line, checkpoint):
    place = {"line": line, "character": 0}
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "checkpoint": checkpoint}
    return await editor.protocol.send_request_async("ckptlens/assignmentMap", params)


@pytest.mark.asyncio
@pytest.mark.parametrize("checkpoint", [str(SCOPED), str(SCOPED).removesuffix(".index"), SCOPED.as_uri()])
async def test_assignment_map_is_an_edit_of_the_document(editor, tmp_path, checkpoint):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, RENAMED)
    [change] = (await assignment_map(editor, uri, 6, checkpoint))["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    assert "'enc/weights': kernel" in "".join(edit["newText"] for edit in change["edits"]).replace('"', "'")


async def assignment_map_since(editor, uri, revision):
    place = {"line": 6, "character": 0}
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "revision": revision}
    return await editor.protocol.send_request_async("ckptlens/assignmentMap", params)


def commit(folder: Path, text: str) -> None:
    (folder / "train.py").write_text(text)
    author = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "train.py"), (*author, "commit", "-q", "-m", "first")):
        subprocess.run(("git", *arguments), cwd=folder, check=True)


@pytest.mark.asyncio
async def test_assignment_map_is_made_from_the_keys_of_a_revision(editor, tmp_path):
    commit(tmp_path, RENAMED.replace("net/enc/kernel", "enc/weights").replace("net/enc/bias", "enc/biases"))
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, RENAMED)
    [change] = (await assignment_map_since(editor, uri, "HEAD"))["documentChanges"]
    assert "'enc/weights': kernel" in "".join(edit["newText"] for edit in change["edits"]).replace('"', "'")


@pytest.mark.asyncio
@pytest.mark.parametrize("revision", ["HEAD~9", "--output=x"])
async def test_assignment_map_is_null_for_a_revision_that_is_not_there(editor, tmp_path, revision):
    commit(tmp_path, RENAMED)
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, RENAMED)
    assert await assignment_map_since(editor, uri, revision) is None


@pytest.mark.asyncio
async def test_assignment_map_is_null_where_none_fits(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, RENAMED)
    assert await assignment_map(editor, uri, 0, str(SCOPED)) is None
