"""The one door to TensorFlow: imported on demand, on the CPU, and untyped behind it."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
from functools import cache
from typing import Any

from ckptlens_executor.errors import BadInputError


@cache
def tensorflow() -> Any:  # noqa: ANN401 - TensorFlow has no types that could be relied on
    """The module `tensorflow`. Raises BadInputError when this interpreter has no TensorFlow 2."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        module = importlib.import_module("tensorflow")
    except ImportError as error:
        raise BadInputError(f"TensorFlow cannot be imported here ({error}); install it, or choose another interpreter") from error
    version = str(module.__version__)
    if version.startswith(("0.", "1.")):
        raise BadInputError(f"this interpreter has TensorFlow {version}; TensorFlow 2 is needed (it reads TensorFlow 1 checkpoints, too)")
    module.config.set_visible_devices([], "GPU")
    return module


def versions() -> dict[str, str | None]:
    """Versions of TensorFlow (imported, so that it is known to work) and of the Keras packages beside it (not imported)."""
    return {"tensorflow": str(tensorflow().__version__), "keras": _installed("keras"), "tf_keras": _installed("tf-keras")}


def _installed(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
