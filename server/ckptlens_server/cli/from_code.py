"""The keys of a program, for conversions into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens.predict.keys import SaveEvent, Status
from ckptlens_executor.errors import BadInputError

from ckptlens_server.cli.programs import analyse_programs
from ckptlens_server.conversion.wanted import WantedKey

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from ckptlens.predict.keys import Key


def keys_of_code(place: str, stack: str | None, style: str) -> tuple[WantedKey, ...]:
    """The keys of the last save of `style` (``name`` or ``object``) in the program ``FILE[::ENTRY]``. Raises BadInputError without one."""
    path, _, entry = place.partition("::")
    programs = analyse_programs((path,), stack, (), (entry,) if entry else ())
    if programs.errors:
        raise BadInputError("\n".join(programs.errors))
    analysis = programs.analyses[0]
    saves = [e for e in analysis.prediction.events if isinstance(e, SaveEvent) and e.style == style]
    if not saves:
        how = "a Saver" if style == "name" else "tf.train.Checkpoint or a Keras model"
        raise BadInputError(f"{path} saves nothing through {how} on {programs.stack.stack.value}; {_ENTRY}")
    keys = saves[-1].keys
    if keys.status is not Status.COMPLETE:
        raise BadInputError(f"the keys of {path} are not known in full ({keys.status.value}); `ckptlens keys {path}` tells why")
    return tuple(_wanted(analysis, key) for key in keys.keys if str(key.text) != OBJECT_GRAPH_KEY)


_ENTRY = "code that does can be given after it: --from-code \"model.py::tf.train.Checkpoint(model=Model()).save('x')\""


def _wanted(analysis: Analysis, key: Key) -> WantedKey:
    text = key.text.literal or ""
    held = {v.uid: v.name.literal for trace in analysis.traces for v in trace.variables}
    return WantedKey(text, held.get(key.variable or -1) or text, key.shape)
