"""What a class derives from."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ckptlens.interp.trail import MISSING
from ckptlens.interp.values import ApiValue, ClassValue, HostFunction, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = {
    "OrderedDict": "dict",
    "defaultdict": "dict",
    "Counter": "dict",
    "UserDict": "dict",
    "deque": "list",
    "UserList": "list",
    "frozenset": "set",
    "unicode": "str",
    "long": "int",
}
"""Types that behave as another one once they are a base class."""
_ROOTS = ("object", "builtins.object")
_HELD = ("dict", "list", "set", "tuple", "str", "bytes", "int", "float")


def find_in_class(cls: ClassValue, name: str) -> Value:
    """An attribute of a class or of its bases in the program, as stored; MISSING when there is none."""
    for base in cls.lineage:
        if name in base.names.state:
            return base.names.state[name]
    return MISSING


def foreign_bases(cls: ClassValue) -> Iterator[Value]:
    """The bases of a class that are no classes of the program, nearest first; ``object`` is none of them."""
    found = (base for derived in cls.lineage for base in derived.bases if not isinstance(base, ClassValue))
    return (base for base in found if not (isinstance(base, (HostFunction, ApiValue)) and base.name in _ROOTS))


def is_exception(cls: ClassValue) -> bool:
    """Whether the class derives from an exception of Python's own."""
    names = (base.name for base in foreign_bases(cls) if isinstance(base, HostFunction))
    return any(isinstance(found := getattr(builtins, name, None), type) and issubclass(found, BaseException) for name in names)


def api_bases(cls: ClassValue) -> Iterator[ApiValue]:
    """The bases of a class that the library models."""
    return (base for base in foreign_bases(cls) if isinstance(base, ApiValue))


def unknown_base(cls: ClassValue) -> Unknown | None:
    """A base of the class that is not known."""
    return next((base for base in foreign_bases(cls) if isinstance(base, Unknown)), None)


def type_name(base: Value) -> str | None:
    """The name of a type of Python's own that stands as a base class."""
    if not isinstance(base, HostFunction):
        return None
    name = base.name.rpartition(".")[2]
    return _TYPES.get(name, name)


def builtin_base(cls: ClassValue) -> str | None:
    """The builtin type whose values the objects of a class are: ``dict``, ``list``, ``str``, ..."""
    return next((name for base in foreign_bases(cls) if (name := type_name(base)) in _HELD), None)


def linearized(bases: tuple[Value, ...], cls: ClassValue) -> tuple[ClassValue, ...]:
    """The method resolution order (C3) over the classes of the program."""
    parents = [b for b in bases if isinstance(b, ClassValue)]
    queues = [*(list(p.lineage) for p in parents), list(parents)]
    order = [cls]
    while any(queues):
        heads = [q[0] for q in queues if q]
        head = next((h for h in heads if not any(h in q[1:] for q in queues)), heads[0])
        order.append(head)
        queues = [[c for c in q if c is not head] for q in queues]
    return tuple(order)
