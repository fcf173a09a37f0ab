"""The values of the interpreter.

Known constants are plain Python objects (int, float, str, bytes, bool, None, range), tuples are Python tuples of values, and
text with holes is a `Template`. Everything mutable keeps its content in a `state` dict that is written through the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from msgspec import Struct, field

from ckptlens.interp.trail import MISSING, Entries, Growing
from ckptlens.template import Hole, Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckptlens.interp.machine import Machine, ProgramError
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.interp.trail import State
    from ckptlens.syntax import ir
    from ckptlens.text import Location
    from ckptlens.trace import Condition

MEMBERS = "__members__"
"""Under which name an enumeration keeps its members, as Python does."""
Value = object
"""Any value described in this module."""
Text = str | Template


def is_tuple(value: Value) -> TypeGuard[tuple[Value, ...]]:
    """Whether a value is a tuple: ``isinstance`` alone leaves the type of the items open."""
    return isinstance(value, tuple)


class Unknown(Struct, frozen=True):
    """A value that is not known. `maybe_none` says that None is one of the values it is known to take."""

    hole: Hole
    maybe_none: bool = False
    callable_gap: bool = False
    """Calling it may run code that makes variables, so a call is a gap."""
    pure: bool = False
    """It comes from a library that makes no variables, so no call of it or of its parts is a gap."""
    detail: object = None
    """What an API model remembers about it."""


class Choice(Struct, frozen=True):
    """One of several values. `when` are the conditions under which it is each of them, as far as they are known (else it is empty);
    equal choices may differ in them."""

    values: tuple[Value, ...]
    when: tuple[tuple[Condition, ...], ...] = ()

    @property
    def alternatives(self) -> list[tuple[Value, tuple[Condition, ...]]]:
        """Each of the values with its conditions."""
        return list(zip(self.values, self.when or ((),) * len(self.values), strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choice) and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.values)


class Many(Struct, frozen=True):
    """A sequence of unknown length, each item of which is `element`. `bound` is the source text of its length."""

    element: Value
    bound: str | None = None


class SliceValue(Struct, frozen=True):
    """A slice with values as bounds."""

    lower: Value
    upper: Value
    step: Value


class ListValue(Struct, eq=False):
    """A list. Its items are the tuple ``state["items"]``."""

    state: State

    @property
    def items(self) -> tuple[Value, ...]:
        """The items, without those that an open list may hold besides."""
        found = self.state["items"]
        assert is_tuple(found)
        return found

    def changed(self, machine: Machine, before: tuple[Value, ...]) -> None:
        """Called after the items were changed through this object."""


def put_items(machine: Machine, holder: ListValue, items: tuple[Value, ...]) -> None:
    """Change the items of a list in place."""
    before = holder.items
    machine.trail.set(holder.state, "items", items)
    holder.changed(machine, before)


def new_list(items: tuple[Value, ...]) -> ListValue:
    """A fresh list of these items."""
    return ListValue(Growing({"items": items}))


class DictValue:
    """A dict: ``state`` maps keys to values. `default` makes missing entries (defaultdict). `open` says that it may hold more."""

    __slots__ = ("default", "flags", "state")

    def __init__(self, state: State, default: Value = None, open: bool = False) -> None:  # the field's name
        self.state = state
        self.default = default
        self.flags: State = {"open": open}

    @property
    def open(self) -> bool:
        """Whether it may hold more than is known, or less. What opens one that the program has seen writes `flags` through the trail."""
        return bool(self.flags["open"]) or (isinstance(self.state, Entries) and bool(self.state.unsure))

    @open.setter
    def open(self, value: bool) -> None:
        self.flags["open"] = value

    def changed(self, machine: Machine, key: Value) -> None:
        """Called after an item was set or deleted through this object by ``[]`` or ``update``."""


class SetValue(Struct, eq=False):
    """A set: the keys of ``state``."""

    state: State


def new_set(items: Iterable[Value]) -> SetValue:
    """A fresh set of these items, in their order."""
    return SetValue({**dict.fromkeys(items)})


class Namespace:
    """Names of a module, class or function call."""

    __slots__ = ("state",)

    def __init__(self, state: State | None = None) -> None:
        self.state: State = {} if state is None else state


class ModuleValue(Struct, eq=False):
    """A module of the workspace: its dotted name, its file, its names. `modelled`: its code stands for a library's."""

    name: str
    path: str
    names: Namespace
    is_package: bool = False
    ready: bool = False
    modelled: bool = False


class FunctionValue(Struct, eq=False):
    """A function of the program with the scope it was made in."""

    code: ir.Function
    scope: Scope
    defaults: tuple[tuple[str, Value], ...] = ()
    owner: ClassValue | None = None
    state: State = field(default_factory=dict[object, object])

    @property
    def name(self) -> str:
        """The name that the program gives it; ``<lambda>`` when it gives none."""
        return self.code.name


class Scope(Struct, eq=False):
    """Where names are looked up: the names of one call or module, and the scope around it.

    `base` is the offset of the top-level block whose code runs here, in the file of `module`.
    """

    names: Namespace
    module: ModuleValue
    base: int
    parent: Scope | None = None
    kind: str = "module"
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


class ClassValue(Struct, eq=False):
    """A class of the program. `bases` may hold API values and unknowns; `lineage` only classes of the program, itself first."""

    name: str
    bases: tuple[Value, ...]
    names: Namespace
    lineage: tuple[ClassValue, ...]
    location: Location
    module: ModuleValue
    metaclass: ClassValue | None = None
    """The metaclass, when it is a class of the program."""


class InstanceValue(Struct, eq=False):
    """An object of a class of the program; ``state`` holds its attributes."""

    cls: ClassValue
    state: State
    foreign: State = field(default_factory=dict[object, object])
    """What an API base class keeps about the object, out of sight of the program."""


class BoundMethod(Struct, frozen=True):
    """A function with its first argument."""

    function: Value
    receiver: Value


class Wrapper(Struct, frozen=True):
    """A descriptor around a function: ``property``, ``cached_property``, ``staticmethod`` or ``classmethod``."""

    kind: str
    function: Value
    setter: Value = None
    deleter: Value = None


class SuperValue(Struct, frozen=True):
    """``super()``: attributes of `receiver` looked up after `cls`."""

    cls: ClassValue
    receiver: Value


HostCall = Callable[["Machine", "Arguments", "Site"], Value]


class HostFunction(Struct, frozen=True):
    """A function that is modelled here: a builtin or a method of a builtin type."""

    name: str
    run: HostCall


class GeneratorValue(Struct, eq=False):
    """A generator: the call to make when it is iterated. `state` holds under ``run`` how far it has run."""

    function: FunctionValue
    scope: Scope
    state: State = field(default_factory=dict[object, object])


class ContextValue(Struct, frozen=True):
    """A context manager made by ``contextlib.contextmanager`` from a generator."""

    generator: GeneratorValue


class ApiValue(Struct, frozen=True):
    """A function, class or module of TensorFlow or of a modelled library, by its public name."""

    name: str


class HostObject:
    """An object whose behaviour a model of an API gives. Subclasses override what they support."""

    __slots__ = ()
    compares: frozenset[str] = frozenset()
    """The comparisons that give what `binary` gives, as all of them do for arrays."""

    def is_elementwise(self, machine: Machine, op: str) -> bool:
        """Whether a comparison gives what `binary` gives in this run."""
        return op in self.compares

    def attribute(self, machine: Machine, name: str) -> Value:
        """The value of an attribute; `MISSING` when there is none of that name or reading it raises."""
        return MISSING

    def refuses(self, name: str) -> str | None:
        """What the AttributeError says where an attribute that the class has cannot be read; None for one that it has not."""
        return None

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        """Set an attribute; False when the object cannot be changed so."""
        return False

    def delete_attribute(self, machine: Machine, name: str) -> bool:
        """Delete an attribute; False when that is not followed."""
        return False

    def call(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        """The value of calling the object; a gap when that is not modelled."""
        machine.gap(site, f"calling a {type(self).__name__} is not followed")
        return Unknown(Hole("result", f"calling a {type(self).__name__}", site.location), callable_gap=True)

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        """The value of ``object[index]``; `MISSING` when not supported."""
        return MISSING

    def placed(self, conditions: tuple[Condition, ...]) -> Value:
        """The object as an item of a list that holds it under these conditions only; None where it cannot tell."""
        return None

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        """The items when iterated, None when that is unknown."""
        return None

    def contains(self, machine: Machine, item: Value, site: Site) -> bool | None:
        """Whether ``item in object``; None when it is not known."""
        return None

    def enter(self, machine: Machine, site: Site) -> Value:
        """Enter a ``with`` block."""
        return self

    def leave(self, machine: Machine) -> None:
        """Leave a ``with`` block."""

    def widened(self, other: HostObject) -> Value:
        """What covers this object and the one that takes its place in the next turn of a loop."""
        return self

    def swallows(self, machine: Machine, error: ProgramError) -> bool | None:
        """Whether a ``with`` block ends an exception; None when unknown."""
        return False

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        """The value of a binary operation with this object on one side."""
        return Unknown(Hole("value", f"an operation on a {type(self).__name__}"))

    def absolute(self, machine: Machine) -> Value:
        """``abs(object)``."""
        return Unknown(Hole("abs", f"the absolute value of a {type(self).__name__}"))

    def truth(self) -> bool | None:
        """Whether the object is true; None when unknown."""
        return True
