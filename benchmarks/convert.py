"""Measures `ckptlens convert` against `cp` and against the functions of TensorFlow's migration guide, in one run.

    python benchmarks/convert.py [--mib 1024] [--tensors 400] [--keys 100000] [--tensorflow PYTHON]

Every row is a process of its own; CPU is user and system time of that process, memory its largest resident set. Judge by the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ckptlens.bundle import Bundle, Header
from ckptlens.bundle.crc import crc32c, mask
from ckptlens.bundle.encode import bytes_field, number_field
from ckptlens.bundle.model import Entry
from ckptlens.bundle.rewrite import Copy, rewrite

GUIDE = """
import os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
source, target = sys.argv[1:]
before = os.times()
reader = tf.train.load_checkpoint(source)
variables = {name: tf.Variable(reader.get_tensor(name)) for name in reader.get_variable_to_dtype_map()}
tf.train.Checkpoint(vars=variables).save(target)
after = os.times()
print("CPU", after.user + after.system - before.user - before.system)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """CPU seconds and MiB of one process."""

    name: str
    cpu: float
    memory: float


def make_checkpoint(prefix: Path, keys: int, size: int) -> None:
    """A name-based checkpoint of `keys` float32 tensors of `size` bytes each."""
    block = os.urandom(size)
    checksum = mask(crc32c(block))
    entries: list[Entry] = []
    with Path(f"{prefix}.data-00000-of-00001").open("wb") as file:
        for number in range(keys):
            file.write(block)
            entries.append(Entry(f"net/layer_{number:06d}/kernel", "float32", (size // 4,), 0, number * size, size, checksum))
    bundle = Bundle(Header(1, 1), tuple(_with_record(e) for e in entries))
    Path(f"{prefix}.index").write_bytes(rewrite(bundle, [Copy(e.key, e.key) for e in entries]).index)


def _with_record(entry: Entry) -> Entry:
    shape = b"".join(bytes_field(2, number_field(1, size)) for size in entry.shape or ())
    place = number_field(4, entry.offset) + number_field(5, entry.size)
    raw = number_field(1, 1) + bytes_field(2, shape) + place + b"\x35" + entry.crc32c.to_bytes(4, "little")
    return Entry(entry.key, entry.dtype, entry.shape, 0, entry.offset, entry.size, entry.crc32c, raw=raw)


def measure(name: str, command: list[str]) -> Row:
    """Run a command, and what it used."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{name} failed: {' '.join(command)}")
    own = [line.removeprefix("CPU ") for line in output.splitlines() if line.startswith("CPU ")]
    return Row(name, float(own[0]) if own else usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(folder: Path, title: str, keys: int, size: int, tensorflow: str | None) -> None:
    """Print the table for one checkpoint."""
    source = folder / "source"
    # In a process of its own: a child's largest resident set begins with that of its parent.
    subprocess.run([sys.executable, __file__, "--make", str(source), str(keys), str(size)], check=True)
    data = f"{source}.data-00000-of-00001"
    convert = [sys.executable, "-m", "ckptlens_server.cli", "convert", str(source)]
    commands = {
        "cp": ["cp", data, str(folder / "copy")],
        "ckptlens convert, copied, every value compared": [*convert, str(folder / "copied"), "--to", "tf2", "--no-restore"],
        "ckptlens convert --link, every value compared": [*convert, str(folder / "linked"), "--to", "both", "--no-restore", "--link"],
        "ckptlens convert --dry-run": [*convert, str(folder / "dry"), "--to", "both", "--dry-run", "--format", "json"],
        "ckptlens verify": [sys.executable, "-m", "ckptlens_server.cli", "verify", str(source), str(folder / "linked")],
    }
    if tensorflow:
        commands["the guide's functions, without the import"] = [tensorflow, "-c", GUIDE, str(source), str(folder / "guide")]
    print(f"\n{title}: {keys:,} keys, {keys * size / 2**20:,.0f} MiB")
    for name, command in commands.items():
        row = measure(name, command)
        print(f"  {row.name:48} {row.cpu:8.2f} s CPU {row.memory:8.0f} MiB", flush=True)
        for made in folder.iterdir():
            if not made.name.startswith(("source", "linked")):
                made.unlink()


def main() -> None:
    """Parse the options and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mib", type=int, default=1024, help="size of the large checkpoint")
    parser.add_argument("--tensors", type=int, default=400, help="its number of tensors")
    parser.add_argument("--keys", type=int, default=100_000, help="number of keys of the one with many keys")
    parser.add_argument("--tensorflow", help="a Python with TensorFlow, to measure the guide's functions, too")
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_checkpoint(Path(options.make[0]), int(options.make[1]), int(options.make[2]))
        return
    folder = Path(tempfile.mkdtemp(prefix="ckptlens-benchmark-"))
    try:
        compare(folder, "Large", options.tensors, options.mib * 2**20 // options.tensors // 4 * 4, options.tensorflow)
        for made in folder.iterdir():
            made.unlink()
        compare(folder, "Many keys", options.keys, 16, options.tensorflow)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
