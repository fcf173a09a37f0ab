"""Which Keras a name stands for, and registering models under all names that Keras goes by."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ckptlens.stacks import Stack
from ckptlens.tf_api.registry import Model, api

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine

PREFIXES = ("tf.keras.", "keras2.", "keras3.")


class Generation(IntEnum):
    """The implementations that write different keys: Keras of TF 1.15, Keras 2 (2.15 and tf_keras), Keras 3."""

    V1 = 1
    V2 = 2
    V3 = 3


def generation_of(machine: Machine, api_name: str) -> Generation:
    """The Keras that a public name means on the stack of this run."""
    if api_name.startswith("keras2."):
        return Generation.V2
    if api_name.startswith("keras3.") or machine.stack.is_keras3:
        return Generation.V3
    return Generation.V1 if machine.stack.is_tf1 else Generation.V2


def keras_names(short: str) -> tuple[str, ...]:
    """All public names of ``keras.<short>``."""
    return tuple(prefix + short for prefix in PREFIXES)


def keras_api(*shorts: str) -> Callable[[Model], Model]:
    """Register a model under the names that ``keras.<short>`` goes by."""
    return api(*(name for short in shorts for name in keras_names(short)))


def is_of_keras(api_name: str) -> bool:
    """Whether a public name is one of Keras, whichever it is."""
    return api_name.replace("tf.compat.v1.", "tf.", 1).startswith(PREFIXES)


def short_name(api_name: str) -> str:
    """A public name without the part that says which Keras it is: ``layers.Dense``."""
    plain = api_name.replace("tf.compat.v1.", "tf.", 1)
    return next((plain[len(p) :] for p in PREFIXES if plain.startswith(p)), plain)


def imported_name(machine: Machine, module: str) -> str | None:
    """The public name that a module of Keras's own packages stands for, None when it is no such module or not installed."""
    top, _, rest = module.partition(".")
    if top not in ("keras", "tf_keras") or machine.stack is Stack.TF115:
        return None
    own = {"keras": _keras(machine.stack), "tf_keras": "keras2" if machine.stack.is_keras3 else "tf.keras"}[top]
    short = rest.removeprefix("api.").removeprefix("_v2.").removeprefix("src.").removeprefix("keras.")
    return f"{own}.{short}" if short and short not in ("api", "src") else own


def _keras(stack: Stack) -> str:
    # TF_USE_LEGACY_KERAS changes what tf.keras is; the package keras stays Keras 3.
    return "keras3" if stack is Stack.TF221_KERAS2 else "tf.keras"
