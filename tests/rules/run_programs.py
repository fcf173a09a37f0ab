"""Runs Python programs under the TensorFlow of this interpreter. Reads ``{name: source}`` as JSON, writes ``{name: outcome}``.

TensorFlow is imported once; each program runs in a forked process, in an empty folder of its own. It is started by `real_tensorflow.py`.
"""

import contextlib
import io
import json
import multiprocessing
import os
import sys
import tempfile
import traceback

import tensorflow as tf  # noqa: F401  # imported before the fork, so that it is paid for once


def run_one(source, connection):
    os.chdir(tempfile.mkdtemp(dir=os.environ["PROGRAMS_FOLDER"]))
    printed, raised, message = io.StringIO(), None, ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            raised, message = type(error).__name__, "".join(traceback.format_exception_only(type(error), error))[:2000]
    connection.send({"raises": raised, "message": message, "lines": printed.getvalue().splitlines()})
    connection.close()


LIMIT = 60
"""Seconds for one program. Python warns that a fork of a process with threads, as TensorFlow has, can hang: then it is run again."""


def outcome_of(source, tries=3):
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run_one, args=(source, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(LIMIT):
            process.kill()
            hang = {"raises": "Hang", "message": f"no outcome in {LIMIT} s", "lines": []}
            return outcome_of(source, tries - 1) if tries > 1 else hang
        return ours.recv()
    except EOFError:
        return {"raises": "Crash", "message": "the process ended without an outcome", "lines": []}
    finally:
        process.join()


if __name__ == "__main__":
    programs = json.load(sys.stdin)
    json.dump({name: outcome_of(source) for name, source in programs.items()}, sys.stdout)
