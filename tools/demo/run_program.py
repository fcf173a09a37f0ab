"""Runs a program, in the interpreter with TensorFlow: run_program.py PACKAGES PROGRAM ARGUMENT...

PACKAGES is a JSON list of package folders whose own `__init__` is not run: it would import what is not installed
here, and the demo needs one module of the package only.
"""

import json
import runpy
import sys
import types
from pathlib import Path

folders = [Path(folder) for folder in json.loads(sys.argv[1])]
for folder in folders:
    package = types.ModuleType(folder.name)
    package.__path__ = [str(folder)]
    sys.modules[folder.name] = package

sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
