"""Models of Python's builtin functions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.values import BoundMethod, HostFunction

if TYPE_CHECKING:
    from ckptlens.interp.values import Value

for _module in ("iterables", "conversions", "objects", "descriptors", "effects"):
    import_module(f"ckptlens.interp.builtins.{_module}")
BUILTINS: dict[str, Value] = {
    **MODELS,
    "bytes": HostFunction("bytes", MODELS["str"].run),
    "object": HostFunction("object", lambda machine, arguments, site: HostFunction("sentinel", MODELS["print"].run)),
    "basestring": HostFunction("basestring", MODELS["str"].run),
    "NotImplemented": BoundMethod(None, None),
    "__debug__": True,
}
