"""How a request ends when it does not end well. Each kind travels to the client as a JSON-RPC error code."""

from __future__ import annotations

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
CANCELLED = -32800
BAD_INPUT = 1
NOT_PROVEN = 2


class RequestError(Exception):
    """A request failed; `code` says how, the message is for the user."""

    code = INTERNAL_ERROR


class BadInputError(RequestError):
    """The files or parameters given cannot be used; nothing was written."""

    code = BAD_INPUT


class NotProvenError(RequestError):
    """The written checkpoint did not read back or restore as it must; it was removed."""

    code = NOT_PROVEN


class CancelledError(RequestError):
    """The client cancelled the request; nothing was left behind."""

    code = CANCELLED
