"""How a request to the executor ends when it does not end well."""

from __future__ import annotations

from ckptlens_executor import errors as codes


class ExecutorError(Exception):
    """The request failed; the message is for the user."""


class RefusedError(ExecutorError):
    """The executor cannot use what it was given; nothing was written."""


class NotProvenError(ExecutorError):
    """The result did not read back or restore as it must; nothing was kept."""


class RequestCancelledError(ExecutorError):
    """The request was cancelled; nothing was left behind."""


class RequestTimeoutError(ExecutorError):
    """The request took longer than it was given."""


class ExecutorCrashError(ExecutorError):
    """The process ended, or wrote what is no message, before it answered."""


_BY_CODE: dict[int, type[ExecutorError]] = {
    codes.BAD_INPUT: RefusedError,
    codes.NOT_PROVEN: NotProvenError,
    codes.CANCELLED: RequestCancelledError,
}


def error_of(code: object, message: str) -> ExecutorError:
    """The exception for a JSON-RPC error object."""
    kind = _BY_CODE.get(code, ExecutorError) if isinstance(code, int) else ExecutorError
    return kind(message)
