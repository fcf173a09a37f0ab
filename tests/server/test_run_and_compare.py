"""The command that runs a program and compares its keys."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import pytest
from editor import DEADLINE, LATE_SAVER
from lsprotocol import types

TOKEN = "compare-1"


async def opened(editor, folder, text, **settings):
    """The URI of a program that is saved and open."""
    editor.set_configuration({"python": sys.executable, **settings}, section="ckptlens")
    await editor.connect(folder=folder)
    await editor.until(lambda: editor.states and editor.states[-1]["state"] == "ready")
    program = folder / "train.py"
    program.write_text(text)
    editor.open(program.as_uri(), text)
    return program.as_uri()


async def compare(editor, uri, **argument):
    params = types.ExecuteCommandParams("ckptlens.compare", [{"uri": uri, **argument}], work_done_token=TOKEN)
    return await asyncio.wait_for(editor.workspace_execute_command_async(params), 120)


@pytest.mark.asyncio
async def test_a_program_is_not_run_in_an_untrusted_workspace(editor, tmp_path):
    marker = tmp_path / "ran"
    uri = await opened(editor, tmp_path, f"open({str(marker)!r}, 'w')\n", trusted=False)
    with pytest.raises(Exception, match="trust it first"):
        await compare(editor, uri)
    assert not marker.exists()


@pytest.mark.asyncio
async def test_a_program_that_is_not_open_is_an_error(editor, tmp_path):
    await opened(editor, tmp_path, "")
    with pytest.raises(Exception, match="not open"):
        await compare(editor, (tmp_path / "other.py").as_uri())


@pytest.mark.asyncio
async def test_what_a_program_raised_is_told_with_its_place(editor, tmp_path):
    uri = await opened(editor, tmp_path, "print('loading')\nopen('data.csv')\n")
    with pytest.raises(Exception, match=r"(?s)FileNotFoundError.*train\.py:2.*\| loading"):
        await compare(editor, uri)


@pytest.mark.asyncio
async def test_arguments_of_the_wrong_kind_are_refused(editor, tmp_path):
    uri = await opened(editor, tmp_path, "")
    for wrong, message in (({"saves": 0}, "saves must be"), ({"timeout": "1"}, "timeout must be"), ({"arguments": "x"}, "list of strings")):
        with pytest.raises(Exception, match=message):
            await compare(editor, uri, **wrong)


@pytest.mark.asyncio
async def test_a_program_that_takes_too_long_is_stopped(editor, tmp_path):
    uri = await opened(editor, tmp_path, "import time\ntime.sleep(60)\n")
    with pytest.raises(Exception, match="did not save in time"):
        await compare(editor, uri, timeout=1)


@pytest.mark.asyncio
async def test_cancelled_progress_ends_the_program(editor, tmp_path):
    note = tmp_path / "pid"
    uri = await opened(editor, tmp_path, f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    comparing = asyncio.ensure_future(compare(editor, uri))
    while not (note.exists() and note.read_text()):
        await asyncio.sleep(0.05)
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(TOKEN))
    with pytest.raises(Exception, match="cancelled"):
        await asyncio.wait_for(comparing, DEADLINE)
    end = time.monotonic() + 10
    while Path(f"/proc/{note.read_text()}").exists():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    runs = Path(tempfile.gettempdir()).glob("ckptlens-run-*/run.json")
    assert not [run for run in runs if str(tmp_path) in run.read_text()]


@pytest.mark.tensorflow
@pytest.mark.asyncio
@pytest.mark.parametrize(("variable", "stack"), [("CKPTLENS_TF215", "tf2.15-keras2"), ("CKPTLENS_TF221", "tf2.21-keras3")])
async def test_the_comparison_is_for_the_stack_that_ran(editor, tmp_path, variable, stack):
    uri = await opened(editor, tmp_path, LATE_SAVER, python=os.environ[variable])
    report = await compare(editor, uri)
    assert (report["is_equal"], report["stack"], report["ended"]) == (True, stack, "saved")
    [save] = report["saves"]
    assert (save["file"], save["line"], save["equal"]) == (str(tmp_path / "train.py"), 9, ["b", "w"])
    assert not (tmp_path / "out").exists()
    kinds = [step["kind"] if isinstance(step, dict) else step.kind for step in editor.progress_reports[TOKEN]]
    assert (kinds[0], kinds[-1], "report" in kinds) == ("begin", "end", True)
