"""Chapter 1: the keys of GPT-2, predicted from source code, then written by TensorFlow and compared."""

from __future__ import annotations

import time

from compare import must_be_equal
from programs import CACHE, EXAMPLES, STACK, WORK, keys_in, predicted, predicted_keys, run_with_tensorflow
from screen import chapter, command, done, say, shown_keys

PACKAGE = CACHE / "sources" / "gpt-2-simple"
DRIVER = EXAMPLES / "gpt2_keys.py"


def run() -> list[str]:
    """Predict, run, compare."""
    chapter(1, "Which keys will GPT-2 write? Read from the code, nothing is run")
    command(f"ckptlens keys --stack {STACK} --root gpt-2-simple examples/{DRIVER.name}")
    start = time.monotonic()
    keys = predicted_keys(predicted("--root", PACKAGE, DRIVER))
    seconds = time.monotonic() - start
    shown_keys(keys)
    say(f"{len(keys)} keys predicted in {seconds:.1f} s, without TensorFlow. Now TensorFlow 2.15 builds the same graph and saves it.")
    run_with_tensorflow(DRIVER, packages=[PACKAGE / "gpt_2_simple"])
    must_be_equal(keys, keys_in(WORK / "checkpoints" / "run1" / "model"), "GPT-2")
    return [done(f"GPT-2: all {len(keys)} predicted keys, shapes and dtypes are those in the file that TensorFlow wrote")]
