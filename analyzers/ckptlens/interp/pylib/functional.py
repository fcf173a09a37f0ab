"""functools, itertools, operator and contextlib."""

from __future__ import annotations

import math
from itertools import product as every_pair

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.computed import computed
from ckptlens.interp.host import one_argument
from ckptlens.interp.iteration import iterate
from ckptlens.interp.lineage import linearized
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.metaclasses import build_class
from ckptlens.interp.methods.lookup import CLASS_METHODS
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ClassValue, ContextValue, GeneratorValue, HostCall, HostFunction, HostObject, Many, Namespace, Value


class PartialValue(HostObject):
    """``functools.partial``."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Value, arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments

    def attribute(self, machine: Machine, name: str) -> Value:
        from ckptlens.interp.values import DictValue

        return {"func": self.function, "args": self.arguments.positional, "keywords": DictValue({**self.arguments.keywords})}.get(
            name, MISSING
        )

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        mine = self.arguments
        joined = Arguments((*mine.positional, *arguments.positional), {**mine.keywords, **arguments.keywords}, mine.open or arguments.open)
        return call(machine, self.function, joined, site)


def _partial(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if not arguments.positional:
        raise ProgramError("TypeError", "type 'partial' takes at least one argument", site.location)
    return PartialValue(arguments.positional[0], Arguments(arguments.positional[1:], arguments.keywords, arguments.open))


FUNCTIONS["functools.partial"] = HostFunction("functools.partial", _partial)


@FUNCTIONS.model("functools.reduce", "six.moves.reduce")
def _reduce(machine: Machine, site: Site, function: Value, iterable: Value, *initial: Value) -> Value:
    from ckptlens.interp.calls import call

    items = iterate(machine, iterable, site)
    if isinstance(items, Many):
        return unknown("reduced", "reduce over an unknown number of items", site)
    values = [*initial, *items]
    result = values[0] if values else None
    for value in values[1:]:
        result = call(machine, function, Arguments((result, value)), site)
    return result


@FUNCTIONS.model("contextlib.contextmanager", "tensorflow.python.util.tf_contextlib.contextmanager")
def _contextmanager(machine: Machine, site: Site, function: Value) -> Value:
    def make(machine: Machine, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.calls import call

        made = call(machine, function, arguments, site)
        return ContextValue(made) if isinstance(made, GeneratorValue) else made

    return MethodValue(make)


class MethodValue(HostObject):
    """A function of the program wrapped by a model; it binds to objects as a function does."""

    __slots__ = ("binds", "make")

    def __init__(self, make: HostCall) -> None:
        self.make = make
        self.binds = True

    def attribute(self, machine: Machine, name: str) -> Value:

        return MISSING

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        return self.make(machine, arguments, site)


@FUNCTIONS.model("itertools.chain")
def _chain(machine: Machine, site: Site, *iterables: Value) -> Value:
    items: list[Value] = []
    for iterable in iterables:
        found = iterate(machine, iterable, site)
        if isinstance(found, Many):
            return found
        items += found
    return tuple(items)


_LONGEST_PRODUCT = 64


@FUNCTIONS.model("itertools.product")
def _product(machine: Machine, site: Site, *iterables: Value, repeat: Value = 1) -> Value:
    times = repeat if isinstance(repeat, int) and 0 <= repeat <= _LONGEST_PRODUCT else 1
    columns = [iterate(machine, i, site) for i in iterables] * times
    size = math.prod(len(c) for c in columns if not isinstance(c, Many))
    if times != repeat or size > machine.limits.list_items or any(isinstance(c, Many) for c in columns):
        return Many(tuple(c.element if isinstance(c, Many) else (c[0] if c else None) for c in columns))
    return tuple(every_pair(*(c for c in columns if not isinstance(c, Many))))


@FUNCTIONS.model("itertools.islice")
def _islice(machine: Machine, site: Site, iterable: Value, *bounds: Value) -> Value:
    items = iterate(machine, iterable, site)
    known = [b for b in bounds if b is None or isinstance(b, int)]
    if isinstance(items, Many) or len(known) < len(bounds):
        return items
    return computed(site, lambda: items[slice(*known)])


@FUNCTIONS.model("itertools.repeat")
def _repeat(machine: Machine, site: Site, value: Value, times: Value = None) -> Value:
    return (value,) * times if isinstance(times, int) and times <= machine.limits.list_items else Many(value)


FUNCTIONS["six.moves.zip"] = FUNCTIONS["itertools.izip"] = MODELS["zip"]
FUNCTIONS["six.moves.range"] = FUNCTIONS["six.moves.xrange"] = MODELS["range"]
FUNCTIONS["six.moves.map"], FUNCTIONS["six.moves.filter"] = MODELS["map"], MODELS["filter"]
FUNCTIONS["builtins.range"] = MODELS["range"]


def _six_items(name: str) -> None:
    @FUNCTIONS.model(f"six.iter{name}")
    def run(machine: Machine, site: Site, mapping: Value) -> Value:
        from ckptlens.interp.access import attribute
        from ckptlens.interp.calls import call

        return call(machine, attribute(machine, mapping, name, site), Arguments(), site)


for _name in ("items", "values", "keys"):
    _six_items(_name)


@FUNCTIONS.model("six.add_metaclass")
def _add_metaclass(machine: Machine, site: Site, metaclass: Value) -> Value:
    return one_argument("add_metaclass", lambda machine, site, cls: _remade(machine, site, cls, metaclass))


def _remade(machine: Machine, site: Site, cls: Value, metaclass: Value) -> Value:
    if not isinstance(cls, ClassValue) or not isinstance(metaclass, ClassValue):
        return cls
    names = Namespace(dict(cls.names.state))
    return build_class(machine, cls.name, cls.bases, names, site, {"metaclass": metaclass}, cls.location)


@FUNCTIONS.model("six.with_metaclass", "future.utils.with_metaclass")
def _with_metaclass(machine: Machine, site: Site, meta: Value, *bases: Value) -> Value:
    """A base that stands for `bases` and hands its metaclass on."""
    made = ClassValue("temporary_class", bases, Namespace(), (), site.location, site.scope.module)
    made.lineage = linearized(bases, made)
    made.metaclass = meta if isinstance(meta, ClassValue) else None
    return made


@FUNCTIONS.model("six.ensure_str", "six.ensure_text", "six.text_type", "six.u", "six.b")
def _ensure(machine: Machine, site: Site, s: Value, *rest: Value, **named: Value) -> Value:
    return s.decode() if isinstance(s, bytes) else s


@FUNCTIONS.model("itertools.chain.from_iterable")
def _chain_items(machine: Machine, site: Site, iterable: Value) -> Value:
    items = iterate(machine, iterable, site)
    return Many(items.element) if isinstance(items, Many) else _chain(machine, site, *items)


CLASS_METHODS["itertools.chain.from_iterable"] = FUNCTIONS["itertools.chain.from_iterable"]
for _name in ("reduce", "zip", "map", "filter", "range", "xrange", "input"):
    if _name in MODELS:
        FUNCTIONS.setdefault(f"six.moves.{_name}", MODELS[_name])
        FUNCTIONS.setdefault(f"builtins.{_name}", MODELS[_name])
for _name in ("str", "int", "list", "dict", "super", "object", "open"):
    if _name in MODELS:
        FUNCTIONS.setdefault(f"builtins.{_name}", MODELS[_name])
