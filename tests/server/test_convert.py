"""The conversion command, with real TensorFlow behind it."""

import asyncio
import os
import subprocess

import pytest
from editor import DEADLINE
from lsprotocol import types

pytestmark = pytest.mark.tensorflow

WRITE_CHECKPOINT = """
import sys
import tensorflow.compat.v1 as tf1
tf1.disable_eager_execution()
tf1.get_variable("net/w", initializer=[1.0, 2.0])
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    tf1.train.Saver().save(sess, sys.argv[1], write_meta_graph=False, write_state=False)
"""
TOKEN = "convert-1"


@pytest.fixture(scope="module")
def python():
    """The interpreter with TensorFlow 2.15."""
    found = os.environ.get("CKPTLENS_TF215")
    assert found, "set CKPTLENS_TF215 to a Python with TensorFlow 2.15 (make test does)"
    return found


@pytest.fixture(scope="module")
def checkpoint(python, tmp_path_factory):
    """The prefix of a name-based checkpoint with the variable net/w."""
    prefix = str(tmp_path_factory.mktemp("checkpoint") / "model.ckpt")
    subprocess.run([python, "-c", WRITE_CHECKPOINT, prefix], check=True, capture_output=True, timeout=120)
    return prefix


async def convert(editor, source, destination):
    argument = {"source": source, "destination": str(destination), "to": "tf2"}
    params = types.ExecuteCommandParams("ckptlens.convert", [argument], work_done_token=TOKEN)
    return await asyncio.wait_for(editor.workspace_execute_command_async(params), 120)


async def connected(editor, python, folder):
    editor.set_configuration({"python": python}, section="ckptlens")
    await editor.connect(folder=folder)
    await editor.until(lambda: editor.states and editor.states[-1]["state"] == "ready")


@pytest.mark.asyncio
async def test_conversion_answers_with_its_proof_and_reports_progress(editor, python, checkpoint, tmp_path):
    await connected(editor, python, tmp_path)
    report = await convert(editor, f"{checkpoint}.index", tmp_path / "new")
    assert (report["restored"], report["total"]) == (1, 1)
    assert (tmp_path / "new.index").exists()
    # The client's library makes objects of some steps and leaves others as they came.
    kinds = [step["kind"] if isinstance(step, dict) else step.kind for step in editor.progress_reports[TOKEN]]
    assert (kinds[0], kinds[-1], "report" in kinds) == ("begin", "end", True)


@pytest.mark.asyncio
async def test_existing_destination_is_an_error_for_the_user(editor, python, checkpoint, tmp_path):
    await connected(editor, python, tmp_path)
    (tmp_path / "new.index").touch()
    with pytest.raises(Exception, match="new"):
        await convert(editor, checkpoint, tmp_path / "new")


@pytest.mark.asyncio
async def test_cancelled_progress_leaves_nothing(editor, python, checkpoint, tmp_path):
    await connected(editor, python, tmp_path)
    converting = asyncio.ensure_future(convert(editor, checkpoint, tmp_path / "new"))
    await editor.until(lambda: editor.progress_reports.get(TOKEN))
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(TOKEN))
    with pytest.raises(Exception, match="cancelled"):
        await asyncio.wait_for(converting, DEADLINE)
    assert list(tmp_path.iterdir()) == []
