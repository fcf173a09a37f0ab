"""What keys of object-based checkpoints tell of the Keras that wrote them.

Source: ``keras/src/engine/functional.py`` (``layer_with_weights-N``) and ``optimizers/optimizer.py`` of Keras 2.15, ``keras/src/models``
and ``layers/core/dense.py`` (``_operations``, ``_kernel``) of Keras 3.15. Experiments k419. Cases: keras_object_keys_*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OF_KERAS2 = re.compile(r"(?:^|/)layer(?:_with_weights)?-\d+/")
_OF_KERAS3 = re.compile(r"(?:^|/)(?:_operations/\d+|_layers/\d+|_kernel|_trainable_variables/\d+)/")
_OF_OPTIMIZERS = re.compile(
    r"(?:^|/)(?:_iterations|_learning_rate|_variables/\d+|_trainable_variables/\d+|\.OPTIMIZER_SLOT/.*|iter|decay|momentum|beta_[12]|rho|learning_rate)"
    r"(?:/\.ATTRIBUTES/.*)?$"
)
_OF_H5_STATE = re.compile(r"(?:^|/)vars/\d+$")
_H5_OPTIMIZER = "optimizer/"
_SLOT_NAMES = re.compile(r"(?:/(?:Adam|AdamW|Momentum|Adagrad|Adadelta|RMSProp|Ftrl)(?:_\d+)?|^(?:.*/)?beta[12]_power)(?:_\d+)?$")
"""Slots that optimizers of TF1 write: ``training/{adam,momentum,adagrad,adadelta,rmsprop,ftrl}.py``, TF 1.15 to 2.21."""

_KERAS2_SLOTS = {"momentum": ("m", "momentum"), "velocity": ("v", "velocity"), "velocity_hat": ("vhat",), "norm": ("u",)}
"""Slots that Keras 3 calls otherwise; ``RMSprop`` has the names of Keras 3 in Keras 2, too. Recorded from 2.15 and 3.15."""
_KERAS3_SLOTS = {*_KERAS2_SLOTS, "average_gradient", "accumulator", "accumulated_grad", "accumulated_delta_var", "linear"}


def is_of_keras2(keys: Iterable[str]) -> bool:
    """Whether a model of Keras 2 wrote some of these keys."""
    return any(_OF_KERAS2.search(key) for key in keys)


def is_of_keras3(keys: Iterable[str]) -> bool:
    """Whether a model of Keras 3 wrote some of these keys."""
    return any(_OF_KERAS3.search(key) for key in keys)


def is_of_h5_state(keys: Iterable[str]) -> bool:
    """Whether these are the keys of a ``.weights.h5`` or ``.keras`` file (``saving_lib.py``), and not of an ``.h5`` file of older form."""
    return all(_OF_H5_STATE.search(key) for key in keys)


def is_of_h5_optimizer(key: str) -> bool:
    """Whether a key of a ``.weights.h5`` file is of the compiled optimizer, without which Keras loads the weights and warns."""
    return key.startswith(_H5_OPTIMIZER)


def shorter_paths(path: str) -> tuple[str, ...]:
    """A path of Keras 3 without its first parts, which are names of models that Keras 2 does not put before a variable's name."""
    parts = path.split("/")
    return tuple("/".join(parts[i:]) for i in range(1, len(parts)))


def keras2_slots(name: str, variables: Iterable[str]) -> tuple[str, ...]:
    """What Keras 2 may call, below the scope of its optimizer, a slot of Keras 3 for one of these variables: ``m/dense/kernel`` for
    ``adam/dense_kernel_momentum``; none for a name that is no slot of exactly one variable."""
    rest = name.partition("/")[2]
    owners = [(v, rest[len(v) + 1 :]) for v in variables if rest.startswith(v.replace("/", "_") + "_")]
    known = [(v, _KERAS2_SLOTS.get(slot, (slot,))) for v, slot in owners if slot in _KERAS3_SLOTS]
    if len(known) != 1:
        return ()
    ((variable, slots),) = known
    return tuple(f"{slot}/{path}" for path in (variable, *shorter_paths(variable)) for slot in slots)


def is_of_average(name: str) -> bool:
    """Whether a key of a name-based checkpoint is that of a moving average (``training/moving_averages.py``)."""
    return "/ExponentialMovingAverage" in name


def is_of_optimizer(name: str) -> bool:
    """Whether a path or key of an object-based checkpoint, or a key of a name-based one, is one of an optimizer's own variables."""
    return _OF_OPTIMIZERS.search(name) is not None or _SLOT_NAMES.search(name) is not None
