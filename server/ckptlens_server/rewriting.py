"""Files of the user written anew: in their own encoding, all or nothing."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import tokenize
from pathlib import Path

_LINE_END = re.compile(r"\r\n|\n|\r")


def with_line_ends_of(text: str, model: str) -> str:
    """The text with the line end that is the most frequent in `model`."""
    ends = _LINE_END.findall(model)
    return _LINE_END.sub(max(set(ends), key=ends.count), text) if ends else text


def encoded(text: str, before: bytes) -> bytes:
    """The text in the encoding of the Python file that holds `before`, its byte order mark kept; UnicodeEncodeError if it does not fit."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(before).readline)
    return text.encode(encoding)


def rewrite(path: str, data: bytes) -> None:
    """Replace what the file holds, in one step; a link stays a link and the permissions stay. OSError when it cannot be done."""
    target = Path(path).resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
