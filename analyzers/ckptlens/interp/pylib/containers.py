"""collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.iteration import iterate
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.values import DictValue, HostFunction, Many, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


@FUNCTIONS.model("collections.OrderedDict")
def _ordered(machine: Machine, site: Site, *source: Value, **named: Value) -> Value:
    from ckptlens.interp.calls import call

    return call(machine, MODELS["dict"], Arguments(source, named), site)


@FUNCTIONS.model("collections.defaultdict")
def _defaultdict(machine: Machine, site: Site, factory: Value = None, *source: Value, **named: Value) -> Value:
    from ckptlens.interp.calls import call

    made = call(machine, MODELS["dict"], Arguments(source, named), site)
    if isinstance(made, DictValue):
        made.default = factory
    return made


@FUNCTIONS.model("collections.Counter")
def _counter(machine: Machine, site: Site, iterable: Value = ()) -> Value:
    items = iterate(machine, iterable, site)
    counts: dict[object, object] = {}
    for item in () if isinstance(items, Many) else items:
        seen = counts.get(item, 0)
        counts[item] = seen + 1 if isinstance(seen, int) else seen
    return DictValue(counts, HostFunction("zero", lambda machine, arguments, site: 0), open=isinstance(items, Many))


@FUNCTIONS.model("collections.deque")
def _deque(machine: Machine, site: Site, iterable: Value = (), maxlen: Value = None) -> Value:
    items = iterate(machine, iterable, site)
    return new_list(()) if isinstance(items, Many) else new_list(tuple(items))
