from pathlib import Path

import pytest
from ckptlens_server.uris import path_of
from editor import EARLY_SAVER, LATE_SAVER
from lsprotocol import types

EDITORS = ["visual-studio-code", "neovim", "emacs"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", EDITORS)
async def test_every_editor_gets_the_finding_over_stdio(stdio_editor, name, tmp_path):
    await stdio_editor.connect(name, tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    stdio_editor.open(uri, EARLY_SAVER)
    [found] = await stdio_editor.diagnosed(uri)
    assert (found.code, found.source, found.range.start.line) == ("CK207", "ckptlens", 4)


@pytest.mark.asyncio
async def test_edit_that_mends_the_code_withdraws_the_finding(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    assert await editor.diagnosed(uri)
    editor.change(uri, LATE_SAVER, 2)
    assert await editor.diagnosed(uri, 2) == []


@pytest.mark.asyncio
async def test_related_place_is_told(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    [found] = await editor.diagnosed(uri)
    assert [(r.location.uri, r.location.range.start.line) for r in found.related_information] == [(uri, 5)]


@pytest.mark.asyncio
async def test_rule_page_is_linked_when_its_address_is_set(editor, tmp_path):
    await editor.connect("emacs", tmp_path, {"docs": "https://example.org/rules/"}, workspace=None)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    [found] = await editor.diagnosed(uri)
    assert found.code_description.href == "https://example.org/rules/CK207.md"


@pytest.mark.asyncio
async def test_rule_page_that_comes_with_the_server_is_linked_else(editor, tmp_path):
    await editor.connect("neovim", tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    [found] = await editor.diagnosed(uri)
    assert Path(path_of(found.code_description.href)).read_text().startswith("# CK207 ")


@pytest.mark.asyncio
async def test_syntax_error_is_one_diagnostic_and_the_keys_stay(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, LATE_SAVER)
    await editor.diagnosed(uri)
    editor.change(uri, LATE_SAVER + "def broken(:\n", 2)
    [found] = await editor.diagnosed(uri, 2)
    assert (found.code, found.severity) == ("syntax", types.DiagnosticSeverity.Error)
    preview = await editor.keys(uri)
    assert preview["problems"]
    assert [key["key"] for event in preview["events"] for key in event["keys"]] == ["b", "w"]


@pytest.mark.asyncio
async def test_finding_in_an_imported_file_is_published_there(editor, tmp_path):
    (tmp_path / "net.py").write_text(EARLY_SAVER.replace("with", "def train():\n  with").replace("\n    s", "\n      s"))
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, "import net\n\nnet.train()\n")
    net = (tmp_path / "net.py").as_uri()
    found = await editor.until(lambda: editor.published.get(net))
    assert [d.code for d in found.diagnostics] == ["CK207"]
    editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await editor.until(lambda: not editor.published[net].diagnostics)


@pytest.mark.asyncio
async def test_edit_of_an_open_import_is_seen_by_the_importing_document(editor, tmp_path):
    await editor.connect(folder=tmp_path)
    net, train = ((tmp_path / name).as_uri() for name in ("net.py", "train.py"))
    editor.open(net, "NAME = 'old'\n")
    editor.open(train, LATE_SAVER.replace("import", "import net\nimport", 1).replace('"w"', "net.NAME"))
    assert [key["key"] for event in (await editor.keys(train))["events"] for key in event["keys"]] == ["b", "old"]
    editor.change(net, "NAME = 'new'\n", 2)
    assert [key["key"] for event in (await editor.keys(train))["events"] for key in event["keys"]] == ["b", "new"]


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_positions_count_as_negotiated(editor, tmp_path, encoding):
    general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)])
    answer = await editor.connect(folder=tmp_path, general=general)
    assert answer.capabilities.position_encoding == encoding
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER.replace("saver = ", "'😀\f\u2028'; saver = "))
    [found] = await editor.diagnosed(uri)
    before = len("'😀\f\u2028'; saver = ".encode(f"{encoding}-le" if encoding != "utf-8" else encoding))
    units = {"utf-8": before, "utf-16": before // 2, "utf-32": before // 4}[encoding]
    assert (found.range.start.line, found.range.start.character) == (4, units)


@pytest.mark.asyncio
async def test_what_means_nothing_in_the_settings_is_shown_where_it_stands(editor, tmp_path):
    manifest = tmp_path / "pyproject.toml"
    manifest.write_text('[tool.ckptlens]\nignore = ["CK217", "CK2077"]\nbaseline = "known.json"\n')
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    found = await editor.until(lambda: editor.published.get(manifest.as_uri()))
    places = [(d.range.start.line, d.range.start.character, d.range.end.character) for d in found.diagnostics]
    assert places == [(1, 20, 26), (2, 12, 22)]
    assert found.diagnostics[0].message.startswith('ignore: there is no rule "CK2077"')
    assert "the baseline cannot be read" in found.diagnostics[1].message


@pytest.mark.asyncio
async def test_corrected_settings_are_shown_no_more(editor, tmp_path):
    manifest = tmp_path / "pyproject.toml"
    manifest.write_text('[tool.ckptlens]\nselect = ["XX"]\n')
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    await editor.until(lambda: editor.published.get(manifest.as_uri()))
    manifest.write_text("")
    event = types.FileEvent(manifest.as_uri(), types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await editor.until(lambda: not editor.published[manifest.as_uri()].diagnostics)


@pytest.mark.asyncio
async def test_closing_the_last_document_withdraws_what_was_said_of_the_settings(editor, tmp_path):
    manifest = tmp_path / "pyproject.toml"
    manifest.write_text('[tool.ckptlens.severity]\nCK207 = "loud"\n')
    await editor.connect(folder=tmp_path)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, EARLY_SAVER)
    await editor.until(lambda: editor.published.get(manifest.as_uri()))
    editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await editor.until(lambda: not editor.published[manifest.as_uri()].diagnostics)
