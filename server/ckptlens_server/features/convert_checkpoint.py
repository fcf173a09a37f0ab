"""The command ckptlens.convert: converts a checkpoint in the executor, with progress and cancellation."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcRequestCancelled

from ckptlens_server.progress import Reporter
from ckptlens_server.uris import file_path
from ckptlens_server.wire import table_of, text_of

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.executor.client import Call, Request

REQUEST_FAILED = -32803
"""LSP's code for a request that was understood and could not be carried out."""


async def convert(server: CkptlensServer, arguments: tuple[object, ...]) -> object:
    """The report of the conversion. Its only argument holds source, destination, to (``tf1`` or ``tf2``) and perhaps root."""
    from ckptlens_server.executor import (
        ExecutorClient,
        ExecutorError,
        InputError,
        NoInterpreterError,
        RequestCancelledError,
        choose_interpreter,
    )

    if not server.session.settings.trusted:
        raise JsonRpcException(
            message="converting starts TensorFlow from an environment of this workspace; trust it first", code=REQUEST_FAILED
        )
    reporter = await Reporter.begin(server, "Converting checkpoint")
    try:
        request = _request(arguments, reporter)
        interpreter = choose_interpreter(server.session.settings.python, _project(server), os.environ)
        client = ExecutorClient.for_interpreter(interpreter)
        try:
            return await _finished(await asyncio.to_thread(client.submit, request), reporter)
        finally:
            await asyncio.to_thread(client.close)
    except RequestCancelledError as error:
        raise JsonRpcRequestCancelled(message="the conversion was cancelled; nothing was written") from error
    except (ExecutorError, InputError, NoInterpreterError) as error:
        raise JsonRpcException(message=str(error), code=REQUEST_FAILED) from error
    finally:
        reporter.end()


def _request(arguments: tuple[object, ...], reporter: Reporter) -> Request:
    from ckptlens_server.executor.inputs import resolve_checkpoint
    from ckptlens_server.executor.operations import conversion_request

    argument = table_of(arguments[0] if arguments else None, "the argument of ckptlens.convert")
    to, root = text_of(argument, "to"), argument.get("root")
    if to not in ("tf1", "tf2"):
        raise JsonRpcInvalidParams(message=f"to must be tf1 or tf2, not {to}")
    source = resolve_checkpoint(file_path(text_of(argument, "source")).removesuffix(".index")).prefix
    destination = file_path(text_of(argument, "destination"))
    return conversion_request(source, destination, to, root=cast("str | None", root), on_progress=reporter.step)


def _project(server: CkptlensServer) -> Path:
    return Path(server.session.folders[0]) if server.session.folders else Path.cwd()


async def _finished(call: Call, reporter: Reporter) -> object:
    """The result of the call. The client may cancel through its progress, or cancel the request itself."""
    reporter.on_cancel(call.cancel)
    try:
        return await asyncio.shield(asyncio.wrap_future(call.future))
    except asyncio.CancelledError:
        call.cancel()
        await asyncio.wait([asyncio.wrap_future(call.future)])
        raise
