"""Chapter 3: the script's checkpoint, converted for TF2 and restored there."""

from __future__ import annotations

import json

from programs import EXAMPLES, TENSORFLOW, WORK, ckptlens, run_with_tensorflow
from screen import chapter, command, done, say

SOURCE = WORK / "train" / "model.ckpt-20"
CONVERTED = WORK / "tf2" / "model"
READER = EXAMPLES / "restore_tf2.py"


def run() -> list[str]:
    """Convert, with the converter's own proof; then restore in a TF2 program."""
    chapter(3, "The same weights for TF2")
    command("ckptlens convert train/model.ckpt-20 tf2/model --to tf2")
    CONVERTED.parent.mkdir()
    report = json.loads(ckptlens("convert", SOURCE, CONVERTED, "--to", "tf2", "--python", TENSORFLOW, "--format", "json"))
    converted = done(
        f"Converted, and {report['restored']} of {report['total']} variables restored bit for bit with {report['restored_with']}"
    )
    command(f"python examples/{READER.name} train/model.ckpt-20 tf2/model")
    printed = run_with_tensorflow(READER, SOURCE, CONVERTED).strip()
    say(printed)
    return [converted, done("A TF2 program restores the converted checkpoint and computes what the TF1 weights compute")]
