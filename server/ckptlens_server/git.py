"""The texts that Python files have in a revision of their git repository."""

from __future__ import annotations

import os
import subprocess

_SECONDS = 20
_PLAIN = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
"""No program that a repository's own settings name is run."""


def texts_at(path: str, revision: str) -> dict[str, str] | None:
    """The earlier texts, by path, of the file at `path` and of all Python files that differ; None where git has no such revision."""
    folder = os.path.dirname(path)
    root = _git(folder, "rev-parse", "--show-toplevel")
    if root is None or revision.startswith("-") or _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        return None
    top = os.path.normpath(root.rstrip("\n"))
    changed = _git(top, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", revision, "--", "*.py") or ""
    names = {*filter(None, changed.split("\0")), os.path.relpath(os.path.realpath(path), os.path.realpath(top)).replace(os.sep, "/")}
    found = {name: _git(top, "show", "--no-textconv", f"{revision}:{name}") for name in sorted(names)}
    return {_path(path, top, name): text for name, text in found.items() if text is not None}


def _path(path: str, top: str, name: str) -> str:
    """Where a file stands, in the writing of `path` when it is that file: the repository may be reached by a link."""
    full = os.path.join(top, *name.split("/"))
    return path if os.path.realpath(full) == os.path.realpath(path) else full


def _git(folder: str, *arguments: str) -> str | None:
    """What a git command prints; None when it fails or there is no git."""
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ("git", *_PLAIN, *arguments),
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
