"""JSON messages framed by a ``Content-Length`` header, as LSP frames them."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, cast

MAX_HEADER = 1_024
MAX_BODY = 256 * 1024 * 1024

Message = dict[str, Any]


class FramingError(ValueError):
    """The stream holds something that is not a framed JSON object."""


def read_message(stream: BinaryIO) -> Message | None:
    """The next message, or None at the end of the stream."""
    length = _content_length(stream)
    if length is None:
        return None
    body = stream.read(length)
    if len(body) < length:
        return None
    try:
        message: object = json.loads(body)
    except ValueError as error:
        raise FramingError(f"not JSON: {body[:80]!r}") from error
    if not isinstance(message, dict):
        raise FramingError(f"not a JSON object: {body[:80]!r}")
    return cast("Message", message)


def _content_length(stream: BinaryIO) -> int | None:
    length: int | None = None
    while True:
        line = stream.readline(MAX_HEADER)
        if not line:
            return None
        if line in {b"\r\n", b"\n"} and length is not None:
            return length
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        elif name.strip().lower() != b"content-type":
            raise FramingError(f"not a message header: {line[:80]!r}")
        if length is not None and length > MAX_BODY:
            raise FramingError(f"a message of {length} bytes is too long")


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write one message and flush. The caller sees to it that no other thread writes at the same time."""
    body = json.dumps(message, separators=(",", ":")).encode()
    stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    stream.flush()
