"""What runs in the program's process: ``<python> <path>/ckptlens_executor --record FILE``, where FILE says what to run."""

from __future__ import annotations

import functools
import io
import json
import os
import signal
import sys
import threading
import traceback
from types import ModuleType
from typing import Any

from ckptlens_executor.recording.hooks import AfterImport
from ckptlens_executor.recording.places import ENTRY_FILE, as_json, traceback_places
from ckptlens_executor.recording.saves import SAVE_FUNCTIONS, Recorder

Json = dict[str, Any]


def main(specification: str) -> None:
    """Run the program that the file describes, write what was recorded to its ``report``, and end the process."""
    _end_with_parent()
    with open(specification, encoding="utf-8") as file:
        wanted: Json = json.load(file)

    def end(how: str, exception: Json | None = None) -> None:
        _write(wanted["report"], {"ended": how, "exception": exception, "saves": recorder.recorded, **_versions()})
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        # No code of the program is to run now: neither handlers that catch everything, nor threads, nor what is done at exit.
        os._exit(0)

    recorder = Recorder(wanted["work"], wanted["saves"], wanted["limit"], lambda: end("saved"))
    sys.meta_path.insert(0, AfterImport({module: functools.partial(_change, recorder) for module in {f.module for f in SAVE_FUNCTIONS}}))
    try:
        _run(wanted)
    except BaseException as error:  # the program may raise anything
        end("raised", _exception(error))
    end("finished")


def _change(recorder: Recorder, module: ModuleType) -> None:
    for function in SAVE_FUNCTIONS:
        if function.module == module.__name__:
            recorder.put_around(function, module)


def _run(wanted: Json) -> None:
    """As `python FILE` does; then the entry, in the program's namespace."""
    path: str = wanted["file"]
    sys.argv = [path, *wanted["arguments"]]
    sys.path[:0] = [*wanted["roots"], os.path.dirname(path)]
    main_module = ModuleType("__main__")
    main_module.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = main_module
    with io.open_code(path) as file:
        code = compile(file.read(), path, "exec")
    try:
        exec(code, main_module.__dict__)
    except SystemExit as error:
        if error.code not in (None, 0):
            raise
    for entry in wanted["entries"]:
        exec(compile(entry, ENTRY_FILE, "exec"), main_module.__dict__)


def _exception(error: BaseException) -> Json:
    places = traceback_places(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename and error.lineno and not places:
        return {**_named(error), "stack": [{"file": error.filename, "line": error.lineno}], "traceback": ""}
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {**_named(error), "stack": as_json(places), "traceback": trace[-20_000:]}


def _named(error: BaseException) -> Json:
    return {"type": type(error).__name__, "message": str(error)[:2_000]}


def _versions() -> Json:
    """What the program has imported, as strings, and whether it asked for the older Keras."""
    found = {name: getattr(sys.modules.get(name), "__version__", None) for name in ("tensorflow", "keras", "tf_keras")}
    legacy = os.environ.get("TF_USE_LEGACY_KERAS", "").lower() in {"1", "true"}
    return {"versions": found, "legacy_keras": legacy}


def _write(path: str, report: Json) -> None:
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(report, file)
    os.replace(path + ".part", path)


def _end_with_parent() -> None:
    """End this process, and those that it started, when the executor is gone: its end of our standard input closes then.

    The program itself gets an empty standard input.
    """
    parent = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)

    def wait() -> None:
        os.read(parent, 1)
        if hasattr(os, "killpg"):
            os.killpg(os.getpgid(0), signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
