"""TensorFlow's and Keras's functions that save: each is led to a temporary folder, and what it wrote there is recorded."""

from __future__ import annotations

import functools
import inspect
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from ckptlens_executor.recording.listing import list_keys
from ckptlens_executor.recording.places import as_json, stack_places

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


class SaveFunction(NamedTuple):
    """A function that saves: where it is defined, what users call it, and its parameter that says where to."""

    module: str
    name: str
    api: str
    path: str | None


_CHECKPOINT = "tensorflow.python.checkpoint.checkpoint"
_SAVED_MODEL = "tensorflow.python.saved_model.save"

SAVE_FUNCTIONS = (
    SaveFunction("tensorflow.python.training.saver", "Saver.save", "tf.compat.v1.train.Saver.save", "save_path"),
    *(SaveFunction(_CHECKPOINT, f"Checkpoint.{name}", f"tf.train.Checkpoint.{name}", "file_prefix") for name in ("save", "write")),
    *(
        SaveFunction(_CHECKPOINT, f"CheckpointV1.{name}", f"tf.compat.v1.train.Checkpoint.{name}", "file_prefix")
        for name in ("save", "write")
    ),
    SaveFunction(f"{_CHECKPOINT}_management", "CheckpointManager.save", "tf.train.CheckpointManager.save", None),
    *(SaveFunction(_SAVED_MODEL, name, "tf.saved_model.save", "export_dir") for name in ("save", "save_and_return_nodes")),
    *(
        SaveFunction(module, f"Model.{name}", f"tf.keras.Model.{name}", "filepath")
        for module in ("keras.src.engine.training", "tf_keras.src.engine.training", "keras.src.models.model")
        for name in ("save", "save_weights")
    ),
    *(
        SaveFunction(f"{package}.src.saving.saving_api", name, f"tf.keras.models.{name}", "filepath")
        for package in ("keras", "tf_keras")
        for name in ("save_model", "save_weights")
    ),
)


class Recorder:
    """Collects the saves of the program; `finish` is called, and does not return, when `limit` of them were made (None: never)."""

    def __init__(self, work: str, saves: str, limit: int | None, finish: Callable[[], None]) -> None:
        self._work, self._saves, self._limit, self._finish = os.path.realpath(work), saves, limit, finish
        self._inside = threading.local()
        self._folders: dict[str, str] = {}
        self.recorded: list[dict[str, object]] = []

    def put_around(self, function: SaveFunction, module: ModuleType) -> None:
        """Replace the function in its module by one that records."""
        owner_name, _, name = function.name.rpartition(".")
        owner = getattr(module, owner_name, None) if owner_name else module
        original = getattr(owner, name, None)
        if original is None:
            return

        @functools.wraps(original)
        def recording(*args: object, **kwargs: object) -> object:
            if getattr(self._inside, "active", False):
                return original(*args, **kwargs)
            self._inside.active = True
            try:
                return self._record(function, original, args, kwargs)
            finally:
                self._inside.active = False

        setattr(owner, name, recording)

    def _record(self, function: SaveFunction, original: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:  # noqa: ANN401
        if function.path is None:
            _lead_manager(args[0], self._elsewhere)
            result = path = original(*args, **kwargs)
        else:
            bound = inspect.signature(original).bind(*args, **kwargs)
            given = bound.arguments[function.path]
            path = bound.arguments[function.path] = self._elsewhere(given)
            if path is not given:
                _keep_old_files(args[0])
            result = original(*bound.args, **bound.kwargs)
            path = result if isinstance(result, (str, bytes)) and result else path
        if path is not None:
            self._keep(function, os.fsdecode(path))
        return result

    def _keep(self, function: SaveFunction, path: str) -> None:
        stack = stack_places(inspect.currentframe())
        save: dict[str, object] = {"api": function.api, "stack": as_json(stack), "keys": [], "problem": None}
        try:
            save["keys"] = [key._asdict() for key in list_keys(path)]
        except Exception as error:  # what cannot be listed is told of, and is no failure of the program
            save["problem"] = f"{type(error).__name__}: {error}"
        self.recorded.append(save)
        if self._limit is not None and len(self.recorded) >= self._limit:
            self._finish()

    def _elsewhere(self, path: Any) -> Any:  # noqa: ANN401 - a string, a path, a tensor, an open file
        """The path itself when it is in the temporary folder, otherwise one there with the same last part."""
        text = _text(path)
        if text is not None and os.path.realpath(text).startswith(self._work + os.sep):
            return path
        parent, name = os.path.split((text or "save").rstrip("/" + os.sep))
        folder = self._folders.setdefault(parent, os.path.join(self._saves, str(len(self._folders))))
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, name or "save")


def _text(path: Any) -> str | None:  # noqa: ANN401 - as above
    try:
        return os.fsdecode(path.numpy() if hasattr(path, "numpy") else path)
    except (TypeError, ValueError, NotImplementedError):
        return None


def _lead_manager(manager: Any, elsewhere: Callable[[str], str]) -> None:  # noqa: ANN401 - TensorFlow's object
    """Make a CheckpointManager save elsewhere and delete nothing."""
    prefix = os.fsdecode(manager._checkpoint_prefix)
    led = elsewhere(prefix)
    if led != prefix:
        manager._checkpoint_prefix, manager._directory = led, os.path.dirname(led)
        _keep_old_files(manager)


def _keep_old_files(owner: Any) -> None:  # noqa: ANN401 - TensorFlow's object
    """Do not let a Saver or a CheckpointManager delete checkpoints that were there before."""
    for method in ("_MaybeDeleteOldCheckpoints", "_sweep"):
        if hasattr(owner, method):
            owner.__dict__[method] = _do_nothing


def _do_nothing(*_args: object, **_kwargs: object) -> None:
    pass
