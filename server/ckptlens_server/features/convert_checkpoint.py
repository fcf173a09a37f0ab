"""The command ckptlens.convert: the conversion of the command line, with progress and cancellation."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcRequestCancelled

from ckptlens_server.progress import Reporter, followed
from ckptlens_server.uris import file_path
from ckptlens_server.wire import table_of, text_of

if TYPE_CHECKING:
    from ckptlens_server.app import CkptlensServer
    from ckptlens_server.conversion.requested import Requested
    from ckptlens_server.executor.cancelling import Cancellable

REQUEST_FAILED = -32803
"""LSP's code for a request that was understood and could not be carried out."""


async def convert(server: CkptlensServer, arguments: tuple[object, ...]) -> object:
    """The report of the conversion. Its only argument holds source, destination, to, and perhaps root, optimizer, map and link."""
    from ckptlens_executor.errors import RequestError

    from ckptlens_server.conversion.requested import interpreter_for
    from ckptlens_server.executor import ExecutorClient, ExecutorError, InputError, NoInterpreterError, RequestCancelledError
    from ckptlens_server.executor.cancelling import Cancellable

    if not server.session.settings.trusted:
        raise JsonRpcException(
            message="converting starts TensorFlow from an environment of this workspace; trust it first", code=REQUEST_FAILED
        )
    reporter = await Reporter.begin(server, "Converting checkpoint")
    try:
        wanted = await asyncio.to_thread(_requested, arguments)
        settings = server.session.settings
        interpreter = interpreter_for(wanted, settings.python, _project(server), settings.selected)
        client = ExecutorClient.for_interpreter(interpreter) if interpreter else None
        try:
            return await _finished(wanted, Cancellable(client), reporter)
        finally:
            if client:
                await asyncio.to_thread(client.close)
    except RequestCancelledError as error:
        raise JsonRpcRequestCancelled(message="the conversion was cancelled; nothing was written") from error
    except (ExecutorError, RequestError, InputError, NoInterpreterError) as error:
        raise JsonRpcException(message=str(error), code=REQUEST_FAILED) from error
    finally:
        reporter.end()


def _requested(arguments: tuple[object, ...]) -> Requested:
    from ckptlens_server.conversion.maps import load_map
    from ckptlens_server.conversion.planning import Wish
    from ckptlens_server.conversion.requested import requested

    argument = table_of(arguments[0] if arguments else None, "the argument of ckptlens.convert")
    to = text_of(argument, "to")
    if to not in ("tf1", "tf2", "both"):
        raise JsonRpcInvalidParams(message=f"to must be tf1, tf2 or both, not {to}")
    root, optimizer, name = (_optional(argument.get(field), field) for field in ("root", "optimizer", "map"))
    wish = Wish(to, root, optimizer, None if name is None else load_map(file_path(name)))
    source, destination = file_path(text_of(argument, "source")), file_path(text_of(argument, "destination"))
    return requested(source, os.path.abspath(destination), wish, link=argument.get("link") is True)


def _optional(value: object, field: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise JsonRpcInvalidParams(message=f"{field} must be a string")
    return value


def _project(server: CkptlensServer) -> Path:
    return Path(server.session.folders[0]) if server.session.folders else Path.cwd()


async def _finished(wanted: Requested, work: Cancellable, reporter: Reporter) -> object:
    from ckptlens_server.conversion.requested import carry_out

    return await followed(reporter, work.cancel, lambda: carry_out(wanted, work, reporter.step))
