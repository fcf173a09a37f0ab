"""The command ckptlens.compare: runs the program of a document to its first save, with progress and cancellation."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcRequestCancelled

from ckptlens_server.progress import Reporter, followed
from ckptlens_server.uris import file_path
from ckptlens_server.wire import table_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.comparing import RunReport
    from ckptlens_server.executor import Interpreter, Request
    from ckptlens_server.executor.cancelling import Cancellable
    from ckptlens_server.executor.programs import Recording, RunOptions
    from ckptlens_server.snapshot import Snapshot

REQUEST_FAILED = -32803
"""LSP's code for a request that was understood and could not be carried out."""
DEFAULT_SECONDS = 600


async def compare(server: CkptlensServer, arguments: tuple[object, ...]) -> object:
    """The comparison. Its only argument holds the uri, and perhaps arguments, cwd, saves (null: all), timeout and memory."""
    from ckptlens_server.comparing import NothingSavedError
    from ckptlens_server.executor import ExecutorError, NoInterpreterError, RequestCancelledError, RequestTimeoutError

    if not server.session.settings.trusted:
        raise JsonRpcException(
            message="comparing runs the program with an environment of this workspace; trust it first", code=REQUEST_FAILED
        )
    argument = table_of(arguments[0] if arguments else None, "the argument of ckptlens.compare")
    snapshot = server.session.snapshot(text_of(argument, "uri"))
    if snapshot is None:
        raise JsonRpcException(message="the program is not open", code=REQUEST_FAILED)
    reporter = await Reporter.begin(server, f"Running {os.path.basename(snapshot.document.path)}")
    try:
        return await _compared(server, snapshot, argument, reporter)
    except RequestCancelledError as error:
        raise JsonRpcRequestCancelled(message="the run was cancelled; nothing is left of it") from error
    except RequestTimeoutError as error:
        raise JsonRpcException(message=f"the program did not save in time and was stopped ({error})", code=REQUEST_FAILED) from error
    except (ExecutorError, NoInterpreterError, NothingSavedError) as error:
        raise JsonRpcException(message=str(error), code=REQUEST_FAILED) from error
    finally:
        reporter.end()


async def _compared(server: CkptlensServer, snapshot: Snapshot, argument: Mapping[str, object], reporter: Reporter) -> RunReport:
    from ckptlens_server.executor import ExecutorClient, choose_interpreter
    from ckptlens_server.executor.cancelling import Cancellable
    from ckptlens_server.executor.programs import run_request

    settings, project = server.session.settings, Path(snapshot.options.project or ".")
    interpreter = choose_interpreter(settings.python, project, os.environ, selected=settings.selected, named="the settings name it")
    request = run_request(file_path(snapshot.document.uri), _options(snapshot, argument), reporter.step)
    client = ExecutorClient.for_interpreter(interpreter)
    work = Cancellable(client)
    try:
        return await followed(reporter, work.cancel, lambda: _run_and_report(work, request, snapshot, interpreter))
    finally:
        await asyncio.to_thread(client.close)


def _run_and_report(work: Cancellable, request: Request, snapshot: Snapshot, interpreter: Interpreter) -> RunReport:
    from ckptlens.ide.analysis import analyse
    from ckptlens.ide.places import Places
    from ckptlens.ide.stack import StackChoice

    from ckptlens_server.comparing import run_report, stack_that_ran

    recording: Recording = work.request(request)
    choice = stack_that_ran(recording) or StackChoice(snapshot.options.stack, "the program did not import TensorFlow")
    analysis = analyse(snapshot.sources, snapshot.document.path, replace(snapshot.options, stack=choice.stack))
    places = Places(snapshot.sources, {analysis.path: analysis.text})
    return run_report(recording, analysis, places, lambda path: path, (choice, interpreter))


def _options(snapshot: Snapshot, argument: Mapping[str, object]) -> RunOptions:
    from ckptlens_server.executor.programs import RunOptions, keras_environment

    cwd = argument.get("cwd")
    return RunOptions(
        entries=snapshot.options.entries,
        arguments=_texts(argument.get("arguments")),
        roots=snapshot.options.roots,
        environment=keras_environment(snapshot.options.stack),
        saves=_number({"saves": 1, **argument}, "saves"),
        timeout=_number(argument, "timeout") or DEFAULT_SECONDS,
        memory=_number(argument, "memory"),
        cwd=None if cwd is None else file_path(text_of(argument, "cwd")),
    )


def _number(argument: Mapping[str, object], field: str) -> int | None:
    value = argument.get(field)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise JsonRpcInvalidParams(message=f"{field} must be a whole number above zero")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):  # pyright: ignore[reportUnknownVariableType]
        raise JsonRpcInvalidParams(message="arguments must be a list of strings")
    return tuple(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
