"""Restores of files that another Keras wrote, or with the state of another optimizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.checks import is_counter
from ckptlens.tf_api.keras.key_styles import is_of_keras2, is_of_keras3, is_of_optimizer

if TYPE_CHECKING:
    from ckptlens.stacks import Stack
    from ckptlens.trace import Found


def of_other_generation(found: Found, stack: Stack) -> bool:
    """Whether an object-based restore leaves variables of a model while the file has keys of the other Keras."""
    if not found.left_at_init or found.by_name or found.raises is not None or stack.is_tf1:
        return False
    if all(is_of_optimizer(path) or is_counter((path,)) for path in found.left_at_init):
        return False
    unused, wanted = found.unused_keys, found.missing
    if stack.is_keras3:
        return is_of_keras2(unused) and is_of_keras3(wanted)
    return is_of_keras3(unused) and not is_of_keras3(wanted)


def of_other_optimizer(found: Found) -> bool:
    """Whether all that a restore leaves is the state of an optimizer, while the file has state of one that nothing takes."""
    left = [path for path in found.left_at_init if not is_counter((path,))]
    if not left or found.raises is not None or not all(is_of_optimizer(path) for path in left):
        return False
    return any(is_of_optimizer(key) for key in found.unused_keys)
