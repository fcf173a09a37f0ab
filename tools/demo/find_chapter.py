"""Chapter 2: a training script that loses state in silence; the findings, the fixes, and what changes in the file."""

from __future__ import annotations

import json
import shutil
from difflib import unified_diff
from typing import TYPE_CHECKING

from compare import must_be_equal
from edits import apply
from programs import EXAMPLES, STACK, WORK, DemoError, Fact, Json, ckptlens, keys_in, predicted, predicted_keys, run_with_tensorflow
from screen import chapter, code, command, done, say

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = EXAMPLES / "train_tf1.py"
FIXED = WORK / "train_tf1.py"
STEPS = 20
MOST_FIXES = 10


def run() -> list[str]:
    """Check, run, fix, run again."""
    chapter(2, "What will this training script lose?")
    command(f"ckptlens check examples/{BROKEN.name}")
    say(ckptlens("check", "--stack", STACK, BROKEN, good=(0, 1)).rstrip())
    before = _predicted_and_real(BROKEN, WORK / "before")
    titles = _fix_all()
    code(_diff(), "diff")
    after = _predicted_and_real(FIXED, WORK / "train")
    gained = sorted(set(after) - set(before))
    if not gained:
        raise DemoError("the fixed script saves no more than the broken one")
    say(f"Now saved as well: {', '.join(gained)}")
    return [
        done(f"The script as it was: {len(before)} keys predicted, and just these {len(before)} in the file"),
        done(f"No finding left after {_listed(titles)}; now {len(after)} keys, predicted and real"),
    ]


def _predicted_and_real(program: Path, folder: Path) -> dict[str, Fact]:
    """The keys of the program's checkpoint, which must be those predicted."""
    keys = predicted_keys(predicted(program))
    run_with_tensorflow(program, "--folder", folder, "--steps", str(STEPS))
    must_be_equal(keys, keys_in(folder / f"model.ckpt-{STEPS}"), program.name)
    return keys


def _fix_all() -> list[str]:
    """Apply a fix to a copy until nothing is found; the titles of the fixes. Of several, the last does more than stop the program."""
    shutil.copy(BROKEN, FIXED)
    titles: list[str] = []
    while found := _findings():
        fixes = found[0]["fixes"]
        if not fixes or len(titles) == MOST_FIXES:
            raise DemoError(f"findings are left after {len(titles)} fixes: {[finding['code'] for finding in found]}")
        FIXED.write_text(apply(FIXED.read_text(encoding="utf-8"), fixes[-1]["edits"]), encoding="utf-8")
        titles.append(fixes[-1]["title"])
    if not titles:
        raise DemoError(f"nothing was found in {BROKEN.name}")
    return titles


def _findings() -> list[Json]:
    return json.loads(ckptlens("check", "--stack", STACK, "--format", "json", FIXED, good=(0, 1)))["findings"]


def _listed(titles: list[str]) -> str:
    return " and ".join(f'"{title}"' for title in titles)


def _diff() -> str:
    texts = (path.read_text(encoding="utf-8").splitlines(keepends=True) for path in (BROKEN, FIXED))
    return "".join(unified_diff(*texts, fromfile=BROKEN.name, tofile=f"{FIXED.name} (fixed)", n=1))
