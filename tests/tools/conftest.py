"""The tools run as folders, so their modules are found in those folders."""

import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path[:0] = [str(TOOLS / name) for name in ("bootstrap", "rings", "demo")]
