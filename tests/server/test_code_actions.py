import pytest
from editor import EARLY_SAVER, LATE_SAVER
from lsprotocol import types

SAVER_LINE = 4


async def opened(editor, tmp_path, text=EARLY_SAVER, name="visual-studio-code", **capabilities):
    await editor.connect(name, tmp_path, **capabilities)
    uri = (tmp_path / "train.py").as_uri()
    editor.open(uri, text)
    return uri


def applied(text, edits):
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines) + 1)]

    def offset(position):
        return starts[position.line] + position.character

    for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


@pytest.mark.asyncio
async def test_fix_is_tied_to_its_finding(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    found = await editor.actions(uri, SAVER_LINE)
    assert ("quickfix", ["CK207"]) in [(action.kind, [d.code for d in action.diagnostics or []]) for action in found]


@pytest.mark.asyncio
async def test_edit_comes_on_resolve_and_names_the_version(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    fix = next(a for a in await editor.actions(uri, SAVER_LINE) if a.kind == "quickfix")
    assert fix.edit is None
    fix = await editor.code_action_resolve_async(fix)
    [change] = fix.edit.document_changes
    assert (change.text_document.uri, change.text_document.version) == (uri, 1)
    assert applied(EARLY_SAVER, change.edits) == LATE_SAVER


@pytest.mark.asyncio
async def test_unsafe_edit_says_what_happens_to_the_keys(editor, tmp_path):
    edit = types.WorkspaceEditClientCapabilities(document_changes=True, change_annotation_support=types.ChangeAnnotationsSupportOptions())
    uri = await opened(editor, tmp_path, workspace=types.WorkspaceClientCapabilities(workspace_edit=edit))
    fix = next(a for a in await editor.actions(uri, SAVER_LINE) if a.kind == "quickfix")
    [annotation] = (await editor.code_action_resolve_async(fix)).edit.change_annotations.values()
    assert (annotation.description, annotation.needs_confirmation) == ("keys: 1 added (b)", False)


@pytest.mark.asyncio
async def test_editor_that_cannot_resolve_gets_the_edit_at_once(editor, tmp_path):
    uri = await opened(
        editor, tmp_path, text_document=types.TextDocumentClientCapabilities(code_action=types.CodeActionClientCapabilities())
    )
    fix = next(a for a in await editor.actions(uri, SAVER_LINE) if a.kind == "quickfix")
    assert applied(EARLY_SAVER, fix.edit.document_changes[0].edits) == LATE_SAVER


@pytest.mark.asyncio
async def test_editor_without_versioned_edits_gets_plain_changes(editor, tmp_path):
    uri = await opened(editor, tmp_path, text_document=None, workspace=None)
    fix = next(a for a in await editor.actions(uri, SAVER_LINE) if a.kind == "quickfix")
    assert applied(EARLY_SAVER, fix.edit.changes[uri]) == LATE_SAVER


@pytest.mark.asyncio
async def test_outdated_action_resolves_to_no_edit(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    fix = next(a for a in await editor.actions(uri, SAVER_LINE) if a.kind == "quickfix")
    editor.change(uri, LATE_SAVER, 2)
    assert (await editor.code_action_resolve_async(fix)).edit is None


@pytest.mark.asyncio
async def test_only_the_wanted_kinds_are_offered(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    found = await editor.actions(uri, SAVER_LINE, only=[types.CodeActionKind.Refactor])
    assert all(action.kind.startswith("refactor") for action in found)


@pytest.mark.asyncio
async def test_fix_all_applies_safe_fixes_alone(editor, tmp_path):
    text = LATE_SAVER + 'with tf1.Session() as sess:\n    saver.restore(sess, "out/model.ckpt.index")\n'
    uri = await opened(editor, tmp_path, text)
    [action] = await editor.actions(uri, 0, only=["source.fixAll"])
    assert action.kind == "source.fixAll.ckptlens"
    assert applied(text, action.edit.document_changes[0].edits) == text.replace(".index", "")


@pytest.mark.asyncio
async def test_fix_all_is_not_offered_without_a_safe_fix(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    assert not await editor.actions(uri, SAVER_LINE, only=["source.fixAll.ckptlens"])


@pytest.mark.asyncio
async def test_no_action_where_nothing_is_wrong(editor, tmp_path):
    uri = await opened(editor, tmp_path)
    assert [a for a in await editor.actions(uri, 0) if a.kind == "quickfix"] == []


MISSING = """\
import tensorflow.compat.v1 as tf
with tf.Graph().as_default(), tf.Session() as session:
    a = tf.get_variable("a", [1])
    session.run(a.initializer)
    tf.train.Saver().save(session, "ckpt")
with tf.Graph().as_default(), tf.Session() as session:
    b = tf.get_variable("b", [1])
    tf.train.Saver().restore(session, "ckpt")
"""


@pytest.mark.asyncio
@pytest.mark.parametrize(("line", "offered"), [(7, True), (4, False)])
async def test_a_conversion_is_offered_where_keys_are_missing(editor, tmp_path, line, offered):
    uri = await opened(editor, tmp_path, MISSING)
    # The client's library takes an action with a command for a command.
    commands = [a.command for a in await editor.actions(uri, line) if a.command]
    assert ["ckptlens.convertCheckpoint" in str(c) for c in commands] == [True] * offered
