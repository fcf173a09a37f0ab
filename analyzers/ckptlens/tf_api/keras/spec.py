"""What a built-in layer class does: a frozen description, many of which stand in tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.values import Value

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.trace import Shape


class Weight(Struct, frozen=True):
    """A weight to make: its name, its shape, whether it is trained, and the attribute that Keras 3 keeps it under."""

    name: str
    shape: Shape
    trainable: bool = True
    attribute: str | None = None
    dtype: str | None = None


Init = Callable[["Machine", "Core", "Site"], None]
Build = Callable[["Machine", "Core", Value, "Site"], None]
Apply = Callable[["Machine", "Core", "Arguments", "Site"], Value]


class Spec(Struct, frozen=True):
    """A built-in class. `init` runs after the constructor's arguments were bound, `build` makes weights for a shape (or a nest of
    shapes), `call` gives the output for inputs. `is_model` says that it derives from Model."""

    name: str
    build: Build
    call: Apply
    init: Init | None = None
    is_model: bool = False
    base_name: str | None = None
    """What automatic names are made from when that is not the class's name."""
    is_metric: bool = False
    """Keras 2 counts a metric as a layer of which `model.layers` says nothing; Keras 3 does not let TensorFlow track it."""
