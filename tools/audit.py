#!/usr/bin/env python3
"""Checks every file of a package and prints its errors and warnings as lines, then how many there are of each code.

Each finding is there once, however many files lead to it. Files that crash or take over ten seconds of CPU have a line too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.analysis import Analysis, Options, analyse
from ckptlens.rules.model import Severity
from ckptlens.stacks import Stack
from ckptlens.text import LineIndex
from ckptlens_server.files import FileSources
from ckptlens_server.garbage import collect_rarely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.rules.model import Finding

SLOW = 10.0
"""Seconds of CPU for one file from which on it is named."""


def main(arguments: list[str]) -> int:
    """Print the lines and the counts; 1 where a file crashed."""
    wanted = parser().parse_args(arguments)
    root: Path = wanted.root or wanted.package
    if missing := [folder for folder in (wanted.package, root) if not folder.is_dir()]:
        print(f"{missing[0]} is no folder", file=sys.stderr)
        return 2
    collect_rarely()
    options = Options(Stack(wanted.stack), (str(root.resolve()),))
    files = sorted(wanted.package.resolve().rglob("*.py"))
    counts = audit(files, options)
    print(f"{wanted.stack}: {len(files)} files, {time.process_time():.0f} seconds")
    for what, count in sorted(counts.items()):
        print(f"  {what}: {count}")
    return 1 if counts["crash"] else 0


def audit(files: list[Path], options: Options) -> Counter[str]:
    """How many there are of each code, their lines printed as they come."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for path in files:
        for what, line in lines(path, options):
            if line not in seen:
                seen.add(line)
                counts[what] += 1
                print(line, flush=True)
    return counts


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="tools/audit.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("package", type=Path, help="the folder whose files are checked")
    made.add_argument("stack", choices=[str(stack) for stack in Stack], help="the TensorFlow and Keras to check for")
    made.add_argument("--root", type=Path, help="the folder that its imports start from (PACKAGE)")
    return made


def lines(path: Path, options: Options) -> Iterator[tuple[str, str]]:
    """What is counted and the line that says it, for one file."""
    started = time.process_time()
    try:
        analysis = analyse(SOURCES, str(path), options)
    except Exception as error:  # the other files are checked all the same
        yield "crash", f"crash {path} {type(error).__name__}: {error}"
        return
    yield from ((f"{found.code} {found.severity}", line_of(found)) for found in to_act_on(analysis))
    if (seconds := time.process_time() - started) > SLOW:
        yield "slow", f"slow {path} {seconds:.0f} seconds"


def to_act_on(analysis: Analysis) -> Iterator[Finding]:
    """The findings that users are to act on."""
    return (found for found in analysis.findings if found.severity in (Severity.ERROR, Severity.WARNING))


def line_of(found: Finding) -> str:
    """A finding with its place and the code there."""
    text = SOURCES.read(found.location.path) or ""
    index = LineIndex(text)
    place = index.place(found.location.span.start)
    code = index.line_text(place.line).strip()
    return f"{found.code} {found.severity} {found.location.path}:{place.line + 1}:{place.column + 1} {found.message} | {code}"


SOURCES = FileSources()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
