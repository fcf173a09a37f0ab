"""What a client can ask for: one function per method, from the request's params to its result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ckptlens_executor.job import Job

PROTOCOL_VERSION = 1

Params = Mapping[str, Any]


def handshake(params: Params, job: Job) -> object:
    """Who answers; does not import TensorFlow."""
    del params, job
    return {
        "protocol": PROTOCOL_VERSION,
        "python": ".".join(map(str, sys.version_info[:3])),
        "executable": sys.executable,
        "pid": os.getpid(),
    }


def versions(params: Params, job: Job) -> object:
    """Versions of TensorFlow and Keras; imports TensorFlow."""
    from ckptlens_executor.runtime import versions as installed

    del params, job
    return installed()


def list_keys(params: Params, job: Job) -> object:
    """Keys, dtypes and shapes of the checkpoint at `source`, without the object graph."""
    from ckptlens_executor.checkpoint import open_checkpoint

    del job
    checkpoint = open_checkpoint(str(params["source"]))
    scheme = "name" if checkpoint.graph is None else "object"
    return {"scheme": scheme, "keys": [{"key": t.key, "dtype": t.dtype, "shape": list(t.shape)} for t in checkpoint.tensors.values()]}


def convert(params: Params, job: Job) -> object:
    """Convert `source` to `destination`, `to` tf1 or tf2; `root` names the collection of the object-based side."""
    from ckptlens_executor.convert import as_json
    from ckptlens_executor.convert import convert as run

    source, destination, to, root = str(params["source"]), str(params["destination"]), str(params["to"]), params.get("root")
    return as_json(run(source, destination, to, None if root is None else str(root), job), source, destination, to)


def verify(params: Params, job: Job) -> object:
    """Compare the checkpoints `a` and `b`; `map` gives the key in `b` for keys in `a` that differ."""
    from ckptlens_executor.verify import verify as run

    return run(str(params["a"]), str(params["b"]), params.get("map"), job)


def prove(params: Params, job: Job) -> object:
    """Restore `target` with each API of `proofs` and compare with `source`; what each restored, of how many, and how."""
    from ckptlens_executor.proof import prove as run

    return [list(proof) for proof in run(str(params["source"]), str(params["target"]), params["proofs"], job)]


def compute(params: Params, job: Job) -> object:
    """Write the values that `recipes` make of `source` to the new `file`, one after the other; the bytes of each."""
    from ckptlens_executor.compute import write_computed

    return write_computed(str(params["source"]), str(params["file"]), params["recipes"], job)


def write_h5(params: Params, job: Job) -> object:
    """Write the values that `recipes` make of `source` to the new HDF5 `file`, each under its `key`, and compare them."""
    from ckptlens_executor.keras_h5 import write_h5 as run

    run(str(params["source"]), str(params["file"]), params["recipes"], job)
    return None


def check(params: Params, job: Job) -> object:
    """Fail unless `target` holds under the `key` of each of `recipes` what it makes of `source`."""
    from ckptlens_executor.compute import check_computed

    check_computed(str(params["source"]), str(params["target"]), params["recipes"], job)
    return None


def fetch(params: Params, job: Job) -> object:
    """Copy the files of the checkpoint at the URL `source` to the local `folder`; its prefix there."""
    from ckptlens_executor.remote import fetch as run

    return run(str(params["source"]), str(params["folder"]), job)


def send(params: Params, job: Job) -> object:
    """Copy the local `files` to where the URL `prefix` is, which must be free; their places there."""
    from ckptlens_executor.remote import send as run

    return run(params["files"], str(params["prefix"]), job)


def run(params: Params, job: Job) -> object:
    """Run the program `file` to its first saves and list their keys; the other parameters are the fields of `Run`."""
    from ckptlens_executor.recording.program import Run, run_program

    return run_program(Run(**params), job)


def shutdown(params: Params, job: Job) -> object:
    """The last request: the process ends after the answer."""
    del params, job


METHODS: Mapping[str, Callable[[Params, Job], object]] = {
    "handshake": handshake,
    "versions": versions,
    "list": list_keys,
    "convert": convert,
    "verify": verify,
    "prove": prove,
    "compute": compute,
    "write_h5": write_h5,
    "check": check,
    "fetch": fetch,
    "send": send,
    "run": run,
    "shutdown": shutdown,
}
