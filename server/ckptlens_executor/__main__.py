"""Starts the executor from its folder: ``<python> -I <path>/ckptlens_executor``; with ``--record FILE``, a program that it watches."""

import importlib.util
import os
import sys


def _import_own_package() -> None:
    """Make `ckptlens_executor` importable without putting a folder on the import path.

    The folder itself would offer its modules under bare names, and its parent may be the site-packages of another interpreter.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [p for p in sys.path if os.path.abspath(p) != folder]
    init = os.path.join(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location("ckptlens_executor", init, submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        sys.exit("ckptlens_executor: its own files are missing: " + init)
    module = importlib.util.module_from_spec(spec)
    sys.modules["ckptlens_executor"] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    # Also parsed by old interpreters, so that they end with this sentence and not with a SyntaxError.
    if sys.version_info < (3, 9):  # noqa: UP036
        sys.exit("ckptlens needs Python 3.9 or newer with TensorFlow 2; this is Python " + sys.version.split()[0])
    _import_own_package()
    if sys.argv[1:2] == ["--record"]:
        from ckptlens_executor.recording.child import main as record

        record(sys.argv[2])
    else:
        from ckptlens_executor.loop import main

        main()
