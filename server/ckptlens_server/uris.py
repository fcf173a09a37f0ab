"""Document URIs and the ``/``-separated paths that the analysis uses."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote, urlsplit

_DRIVE = re.compile(r"^/?([A-Za-z]):")


def path_of(uri: str) -> str:
    """The path of a ``file:`` URI; another URI (an untitled document) stands for itself.

    Clients spell Windows drives as ``C:``, ``c:`` or ``c%3A``; here the letter is always lower-case.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return uri
    path = unquote(parts.path)
    if parts.netloc and parts.netloc != "localhost":
        return f"//{unquote(parts.netloc)}{path}"
    return _DRIVE.sub(lambda drive: f"{drive[1].lower()}:", path)


def uri_of(path: str) -> str:
    """The URI of an absolute path; a path that is a URI already stays as it is."""
    if "://" in path or path.startswith("untitled:"):
        return path
    path = path.replace(os.sep, "/")
    if path.startswith("//"):
        return f"file:{quote(path)}"
    drive = _DRIVE.match(path)
    return f"file:///{drive[1]}:{quote(path[drive.end() :])}" if drive else f"file://{quote(path)}"


def file_path(text: str) -> str:
    """The path that a client meant by a path or a ``file:`` URI."""
    return path_of(text) if text.startswith("file:") else text.replace(os.sep, "/")
