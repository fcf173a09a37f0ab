"""The audit of a package counts each finding once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

AUDIT = Path(__file__).resolve().parents[2] / "tools" / "audit.py"


def test_a_finding_that_two_files_lead_to_is_counted_once(tmp_path):
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.placeholder(tf.float32)\n")
    (tmp_path / "b.py").write_text("import a\n")
    done = subprocess.run([sys.executable, AUDIT, tmp_path, "tf2.15-keras2"], capture_output=True, text=True, timeout=120, check=False)
    line, total, count = done.stdout.splitlines()
    assert line.startswith(f"CK201 error {tmp_path / 'a.py'}:2:1 ")
    assert total.startswith("tf2.15-keras2: 2 files, ")
    assert count == "  CK201 error: 1"
