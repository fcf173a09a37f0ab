"""What objects of the program get from the TensorFlow classes that their class derives from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.values import ApiValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.values import InstanceValue, Text, Value

    Edge = tuple[Text, Value]


class BaseClass(Struct, frozen=True):
    """A class of TensorFlow as a base class.

    `attribute` gives what is inherited under a name, MISSING for none; it is asked for ``__init__`` too. `call` runs
    ``object(...)``, None when the class has no ``__call__``. `edges` gives the tracked edges of an object in order (None from it:
    not followed); without it nothing is tracked. `set_attribute` runs ``object.name = value`` in place of the plain assignment,
    `delete_attribute` goes before ``del object.name``. `part` gives the modelled object behind it that has slots and values of its own.
    """

    attribute: Callable[[Machine, InstanceValue, str], Value]
    call: Callable[[Machine, InstanceValue, Arguments, Site], Value] | None = None
    edges: Callable[[Machine, InstanceValue], list[Edge] | None] | None = None
    set_attribute: Callable[[Machine, InstanceValue, str, Value, Site], None] | None = None
    delete_attribute: Callable[[Machine, InstanceValue, str], None] | None = None
    part: Callable[[InstanceValue], Value] | None = None


BASES: dict[str, BaseClass] = {}
"""By public name; a name under ``tf.compat.v1`` is also looked up without it."""


def base_class(name: str) -> BaseClass | None:
    """The base class of a public name, None when it is not modelled."""
    return BASES.get(name) or BASES.get(name.replace("tf.compat.v1.", "tf.", 1))


def base_of(value: InstanceValue) -> BaseClass | None:
    """The first modelled TensorFlow class that the class of an object derives from."""
    parents = (parent for cls in value.cls.lineage for parent in cls.bases if isinstance(parent, ApiValue))
    return next((found for parent in parents if (found := base_class(parent.name)) is not None), None)
