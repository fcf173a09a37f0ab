"""collections."""

from __future__ import annotations

from ckptlens.interp.builtins.registry import MODELS
from ckptlens.interp.classes import linearized
from ckptlens.interp.host import Model, host_function
from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ClassValue, DictValue, HostFunction, InstanceValue, Many, Namespace, Value, new_list


@FUNCTIONS.model("collections.namedtuple")
def _namedtuple(machine: Machine, site: Site, name: Value, fields: Value, defaults: Value = (), **options: Value) -> Value:
    listed = tuple(fields.replace(",", " ").split()) if isinstance(fields, str) else iterate(machine, fields, site)
    if isinstance(listed, Many) or not isinstance(name, str) or not all(isinstance(f, str) for f in listed):
        return unknown("namedtuple", "a namedtuple with fields that are not known", site)
    names = [f for f in listed if isinstance(f, str)]
    given = iterate(machine, defaults, site) if defaults is not None else ()
    return record_class(name, names, () if isinstance(given, Many) else tuple(given), site)


def record_class(name: str, fields: list[str], defaults: tuple[Value, ...], site: Site) -> ClassValue:
    """A namedtuple class: its objects unpack and index as tuples."""
    names = Namespace({"_fields": tuple(fields)})
    cls = ClassValue(name, (), names, (), site.location, site.scope.module)
    cls.lineage = linearized(cls)
    if len(defaults) > len(fields):
        raise ProgramError("TypeError", "Got more default values than field names", site.location)
    padded = (MISSING,) * (len(fields) - len(defaults)) + defaults

    def make(machine: Machine, arguments: Arguments, site: Site) -> Value:
        owner, *positional = arguments.positional or (None,)
        if not isinstance(owner, ClassValue):
            raise ProgramError("TypeError", f"{name}.__new__() needs a class", site.location)
        state: dict[object, object] = dict(zip(fields, padded, strict=True))
        state.update(zip(fields, positional, strict=False))
        state.update({k: v for k, v in arguments.keywords.items() if k in fields})
        lacking = [k for k, v in state.items() if v is MISSING]
        if lacking and not arguments.open:
            raise ProgramError("TypeError", f"{name}() missing required argument '{lacking[0]}'", site.location)
        filled = {k: unknown(str(k), "an argument that is not known", site) if v is MISSING else v for k, v in state.items()}
        return InstanceValue(owner, filled, {"fields": tuple(fields)})

    def replace(machine: Machine, site: Site, self: Value, **changes: Value) -> Value:
        if not isinstance(self, InstanceValue):
            return unknown("_replace()", "called on a value that is no namedtuple", site)
        return InstanceValue(self.cls, {**self.state, **changes}, dict(self.foreign))

    names.state["__ckptlens_make__"] = HostFunction(name, make)
    names.state["__new__"] = HostFunction(f"{name}.__new__", make)
    names.state["_replace"] = _method("_replace", replace)
    names.state["_asdict"] = _method("_asdict", _as_dict)
    return cls


def _as_dict(machine: Machine, site: Site, self: Value) -> Value:
    if not isinstance(self, InstanceValue):
        return unknown("_asdict()", "called on a value that is no namedtuple", site)
    return DictValue(dict(self.state))


def _method(name: str, function: Model) -> Value:
    from ckptlens.interp.pylib.functional import MethodValue

    return MethodValue(host_function(name, function).run)


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


FUNCTIONS["typing.NamedTuple"] = FUNCTIONS["collections.namedtuple"]
