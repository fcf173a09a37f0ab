"""The product in a few minutes: predict, prove, find, fix, convert. Exit status 1 when anything is not as predicted.

.cache/dev/bin/python tools/demo        (make demo sets up what it needs)
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING

import convert_chapter
import find_chapter
import predict_chapter
from programs import WORK, DemoError
from screen import conclude, failed

if TYPE_CHECKING:
    from collections.abc import Callable

CHAPTERS: tuple[Callable[[], list[str]], ...] = (predict_chapter.run, find_chapter.run, convert_chapter.run)
"""Each gives what it proved, a sentence per claim, and raises DemoError when something differs."""


def main() -> int:
    """Run the chapters in turn, in an empty folder."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    start = time.monotonic()
    try:
        proved = [sentence for chapter in CHAPTERS for sentence in chapter()]
    except DemoError as error:
        failed(str(error))
        return 1
    conclude(proved, time.monotonic() - start)
    return 0


sys.exit(main())
