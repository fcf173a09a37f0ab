"""The keys of a program, for conversions into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens.predict.keys import SaveEvent, Status
from ckptlens.stacks import Stack
from ckptlens.tf_api.keras.key_styles import is_of_h5_optimizer, is_of_h5_state, is_of_optimizer, keras2_slots, shorter_paths
from ckptlens_executor.errors import BadInputError
from msgspec.structs import replace

from ckptlens_server.cli.programs import analyse_programs
from ckptlens_server.conversion.wanted import WantedKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.ide.analysis import Analysis
    from ckptlens.predict.keys import Key


def keys_of_code(place: str, stack: str | None, style: str) -> tuple[WantedKey, ...]:
    """The keys of the last save of `style` (``name``, ``object`` or ``h5``) in the program ``FILE[::ENTRY]``.

    Raises BadInputError without one.
    """
    path, _, entry = place.partition("::")
    programs = analyse_programs((path,), stack, (), (entry,) if entry else ())
    if programs.errors:
        raise BadInputError("\n".join(programs.errors))
    analysis = programs.analyses[0]
    saves = [e for e in analysis.prediction.events if isinstance(e, SaveEvent) and e.style == style and _is_meant(e)]
    if not saves:
        raise BadInputError(f"{path} saves nothing through {_HOW[style]} on {programs.stack.stack.value}; {_ENTRY[style]}")
    keys = saves[-1].keys
    if keys.status is not Status.COMPLETE:
        raise BadInputError(f"the keys of {path} are not known in full ({keys.status.value}); `ckptlens keys {path}` tells why")
    wanted = _named(analysis, [key for key in keys.keys if str(key.text) != OBJECT_GRAPH_KEY])
    if style == "name":
        return wanted
    of_keras3 = programs.stack.stack is Stack.TF221_KERAS3
    return tuple(_as_keras2_names_it(w, wanted) if of_keras3 else _with_scope(w) for w in wanted)


_OBJECT_ENTRY = "code that does can be given after it: --from-code \"model.py::tf.train.Checkpoint(model=Model()).save('x')\""
_ENTRY = {
    "name": _OBJECT_ENTRY,
    "object": _OBJECT_ENTRY,
    "h5": "code that does can be given after it: --from-code \"model.py::model.save_weights('x.weights.h5')\"",
}
_HOW = {"name": "a Saver", "object": "tf.train.Checkpoint or a Keras model", "h5": "save_weights('....weights.h5')"}


def _is_meant(save: SaveEvent) -> bool:
    """Whether a save in HDF5 is one of the form that is written."""
    return save.style != "h5" or is_of_h5_state(str(key.text) for key in save.keys.keys)


def _named(analysis: Analysis, keys: Sequence[Key]) -> tuple[WantedKey, ...]:
    held = {v.uid: v.name.literal for trace in analysis.traces for v in trace.variables}
    texts = [key.text.literal or "" for key in keys]
    return tuple(WantedKey(text, held.get(key.variable or -1) or text, key.shape) for text, key in zip(texts, keys, strict=True))


def _with_scope(wanted: WantedKey) -> WantedKey:
    """``apply_gradients`` of Keras 2 makes the variables of an optimizer in a scope of its name, ``build`` in none."""
    return replace(wanted, scoped=(wanted.name,)) if is_of_h5_optimizer(wanted.key) else wanted


def _as_keras2_names_it(wanted: WantedKey, all_wanted: Sequence[WantedKey]) -> WantedKey:
    """The same, with the names that Keras 2 has for a variable of Keras 3."""
    slots = keras2_slots(wanted.name, [w.name for w in all_wanted]) if is_of_optimizer(wanted.key) or is_of_h5_optimizer(wanted.key) else ()
    return replace(wanted, shorter=shorter_paths(wanted.name), scoped=slots)
