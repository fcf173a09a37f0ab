"""Tensors: a static shape, a dtype and the name of the op that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.presence import Conditions, excluded
from ckptlens.interp.strings import concatenate
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import Choice, HostObject, ListValue, Many, SliceValue, Text, Unknown, Value, is_tuple, new_list
from ckptlens.template import Hole
from ckptlens.tf_api.dtypes import DType, dtype_name
from ckptlens.tf_api.graph import current_graph, old_shapes, unique_name
from ckptlens.tf_api.ops.names import OPERATORS
from ckptlens.tf_api.shapes import ShapeValue, broadcast, constant_slice, shape_of

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.trace import Dimension, Shape


class Perhaps(Struct, frozen=True):
    """A variable that a gradient may or may not reach: of gradients, the second derivative can vanish; or that it reaches only where
    `when` holds, if that is not empty."""

    uid: int
    when: Conditions = ()


Sources = frozenset[int | Perhaps] | None
"""The variables that a value is computed from and that a gradient reaches; None when that is not followed."""
_NO_SOURCES: frozenset[int | Perhaps] = frozenset()
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
ORDERINGS = frozenset(_COMPARISONS[:4])
"""The comparisons that are elementwise on every stack."""
EQUALITIES = ("==", "!=")
"""Those that are elementwise where the behaviour of TF2 is on; tensors of TF1 are equal when they are one object."""


class Tensor(HostObject, Struct, frozen=True):
    """A tensor of the program. `constant` is its value when it is known to be a Python number or list."""

    shape: Shape = None
    dtype: str | None = None
    op_name: Text | None = None
    dims: tuple[Dimension, ...] | None = None
    """Values of a rank-1 integer tensor, such as what ``tf.shape`` gives, as far as they are static."""
    sources: Sources = None
    aliases: tuple[Text, ...] = ()
    """The names under which layers of slim collected it."""
    there: Conditions = ()
    """The conditions under which a list holds it."""
    refined: State = field(default_factory=dict[object, object])
    """The shape that ``set_shape`` gave it later, and under ``.name`` the attributes that the program set.
    Equal tensors may differ in it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tensor) and type(other) is type(self) and _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash(_compared(self))

    def attribute(self, machine: Machine, name: str) -> Value:
        return self.refined[f".{name}"] if f".{name}" in self.refined else tensor_attribute(machine, self, name)

    def placed(self, conditions: Conditions) -> Value:
        return replace(self, there=conditions)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        machine.trail.set(self.refined, f".{name}", value)
        return True

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        if self.dims is not None:
            return _shape_item(self, index)
        return Tensor(sliced(static_shape(self), index), self.dtype, taken_name(machine, "strided_slice"), sources=self.sources)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many | None:
        shape = static_shape(self)
        if shape and shape[0] is not None and shape[0] <= machine.limits.loop_turns:
            if self.dims is not None:
                return tuple(_scalar(d, self.dtype) for d in self.dims)
            return (Tensor(shape[1:], self.dtype, sources=self.sources),) * shape[0]
        return Many(Tensor(shape[1:] if shape else None, self.dtype, sources=self.sources))

    def binary(self, machine: Machine, op: str, left: Value, right: Value) -> Value:
        return operated(machine, op, left, right)

    def absolute(self, machine: Machine) -> Value:
        return operated(machine, "abs", self, None)

    def truth(self) -> bool | None:
        return None

    def is_elementwise(self, machine: Machine, op: str) -> bool:
        return op in ORDERINGS or (op in EQUALITIES and not old_shapes(machine))

    def widened(self, other: HostObject) -> Value:
        if not isinstance(other, Tensor) or (self.shape, self.dtype) == (other.shape, other.dtype):
            return self
        return Tensor(_common(self.shape, other.shape), self.dtype if self.dtype == other.dtype else None, sources=sources_of(self, other))

    def is_a(self, name: str) -> bool | None:
        return name.endswith((".Tensor", ".RaggedTensor", ".SparseTensor")) and not name.endswith("arseTensor")


def _common(first: Shape, second: Shape) -> Shape:
    """The shape that covers two."""
    if first is None or second is None or len(first) != len(second):
        return None
    return tuple(a if a == b else None for a, b in zip(first, second, strict=True))


def sources_of(*values: Value) -> Sources:
    """The variables behind the inputs of an op, by uid; None when one of the inputs is not followed."""
    found: set[int | Perhaps] = set()
    for value in values:
        inner = _sources(value)
        if inner is None:
            return None
        found |= inner
    return frozenset(found)


def _sources(value: Value) -> Sources:
    match value:
        case Tensor():
            return value.sources if value.sources is not None or is_differentiable(value.dtype) else _NO_SOURCES
        case HostObject():
            uid = getattr(value, "uid", None)
            return frozenset((uid,)) if isinstance(uid, int) else getattr(value, "sources", _NO_SOURCES)
        case ListValue():
            return None if value.state.get("open") else sources_of(*value.items)
        case _ if is_tuple(value):
            return sources_of(*value)
        case Choice():
            return _of_alternatives(value)
        case Unknown() | Many():
            return None
        case _:
            return _NO_SOURCES


def _of_alternatives(value: Choice) -> Sources:
    """The variables behind every alternative, and those behind some: these are reached where the alternative is the one."""
    known = [(sources, when) for v, when in value.alternatives if (sources := _sources(v)) is not None]
    if len(known) < len(value.values):
        return None
    common = frozenset[int | Perhaps].intersection(*(sources for sources, _ in known))
    return common | {Perhaps(s, when) if isinstance(s, int) else Perhaps(s.uid) for each, when in known for s in each - common}


def perhaps(sources: Sources) -> Sources:
    """The same variables, each of which may or may not be reached."""
    return None if sources is None else frozenset(Perhaps(s if isinstance(s, int) else s.uid) for s in sources)


def reaches(sources: Sources, variable: int, held: Conditions) -> bool | None:
    """Whether a gradient reaches the variable where the conditions `held` hold; None when that is not known."""
    if sources is None:
        return None
    maybe = [s.when for s in sources if isinstance(s, Perhaps) and s.uid == variable and not excluded(s.when, held)]
    if variable in sources or any(when and set(when) <= {*held} for when in maybe):
        return True
    return None if maybe else False


def is_differentiable(dtype: str | None) -> bool:
    """Whether a gradient may pass through a tensor of this dtype."""
    return dtype is None or dtype.startswith(("float", "bfloat", "complex"))


def through(dtype: str | None, sources: Sources) -> Sources:
    """The sources of an op's result: none when its dtype carries no gradient."""
    return sources if is_differentiable(dtype) else _NO_SOURCES


def _scalar(value: Dimension, dtype: str | None) -> Value:
    return value if value is not None else Tensor((), dtype, sources=_NO_SOURCES)


def _shape_item(tensor: Tensor, index: Value) -> Value:
    assert tensor.dims is not None
    if isinstance(index, int) and -len(tensor.dims) <= index < len(tensor.dims):
        return _scalar(tensor.dims[index], tensor.dtype)
    if isinstance(index, SliceValue):
        bounds = constant_slice(index)
        if bounds is not None:
            cut = tensor.dims[bounds]
            return Tensor((len(cut),), tensor.dtype, dims=cut)
    return Tensor((), tensor.dtype)


def tensor_attribute(machine: Machine, value: Value, name: str) -> Value:
    """An attribute of a tensor or variable."""
    shape = static_shape(value)
    dtype = value_dtype(value)
    old = old_shapes(machine)
    match name:
        case "shape":
            return ShapeValue(shape, old)
        case "dtype":
            return DType(dtype) if dtype is not None else unknown("dtype", "the dtype of a tensor", None)
        case "get_shape":
            return host_function(name, lambda machine, site: ShapeValue(shape, old))
        case "name":
            full = op_name(value)
            return concatenate([full, ":0"]) if full is not None else unknown("tensor.name", "the name of an op that is not followed", None)
        case "op":
            return OpValue(value)
        case "graph":
            from ckptlens.tf_api.graph import current_graph

            return current_graph(machine)
        case "set_shape":
            return one_argument(name, lambda machine, site, shape: _refine(machine, value, shape_of(shape)))
        case "ndim":
            return len(shape) if shape is not None else unknown("ndim", "the rank of a tensor", None)
        case "numpy" | "eval":
            return host_function(name, lambda machine, site, *rest, **named: ArrayValue(shape, dtype))
        case "read_value" | "value" | "initialized_value":
            return host_function(name, lambda machine, site, *rest, **named: Tensor(shape, dtype, sources=sources_of(value)))
        case "device" | "consumers" | "experimental_ref" | "ref":
            return host_function(name, lambda machine, site: value) if name != "device" else ""
        case "run":
            return host_function(name, lambda machine, site, *rest, **named: None)
        case _ if shape is None and dtype is None:
            return unknown(f"tensor.{name}", "an attribute of what an operation that is not modelled gives", None)
        case _:
            return MISSING


def _compared(tensor: Tensor) -> tuple[object, ...]:
    return tuple(getattr(tensor, name) for name in tensor.__struct_fields__ if name != "refined")


def _refine(machine: Machine, value: Value, shape: Shape) -> Value:
    """``set_shape``: what was not known of a static shape is now."""
    if isinstance(value, Tensor) and shape is not None:
        old = static_shape(value)
        known = shape if old is None or len(old) != len(shape) else tuple(b if a is None else a for a, b in zip(old, shape, strict=True))
        machine.trail.set(value.refined, "shape", known)
    return None


class ArrayValue(Tensor, frozen=True):
    """A numpy array with a tensor's value. What only arrays have is not followed. `key` is where in a checkpoint it was read."""

    key: str | None = None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "shape":
                return self.shape if self.shape is not None and None not in self.shape else ShapeValue(self.shape)
            case "dtype" | "ndim":
                return tensor_attribute(machine, self, name)
            case _:
                return Unknown(Hole(f"array.{name}", "a value at run time"), pure=True)


class OpValue(HostObject, Struct, frozen=True):
    """``tensor.op``."""

    output: Value

    def attribute(self, machine: Machine, name: str) -> Value:
        if name == "name":
            found = op_name(self.output)
            return found if found is not None else unknown("op.name", "the name of an op that is not followed", None)
        if name == "outputs":
            return new_list((self.output,))
        return unknown(f"op.{name}", "an attribute of an op", None)


def op_name(value: Value) -> Text | None:
    """The name of the op behind a tensor or variable, None when it is not followed."""
    found = getattr(value, "op_name", None)
    return found if found is not None else None


def _items(value: Value) -> tuple[Value, ...]:
    if isinstance(value, ListValue):
        return value.items
    return value if is_tuple(value) else ()


def static_shape(value: Value) -> Shape:
    """The shape of what an op gets as input: tensors, variables, numbers, nested lists."""
    if isinstance(value, ListValue) or is_tuple(value):
        items = _items(value)
        return (len(items), *(_rest if (_rest := static_shape(items[0])) is not None else (None,))) if items else (0,)
    match value:
        case Tensor() if "shape" in value.refined:
            return shape_of(value.refined["shape"])
        case HostObject():
            found = getattr(value, "shape", None)
            return shape_of(found)
        case bool() | int() | float() | str() | complex() | bytes():
            return ()
        case range():
            return (len(value),)
        case Choice():
            shapes = {static_shape(v) for v in value.values if v is not None}
            return shapes.pop() if len(shapes) == 1 else None
        case _:
            return None


def _items_dtype(items: tuple[Value, ...]) -> str | None:
    """The dtype of a list as a tensor: integers beside floats become floats; the empty list is float32."""
    found = {value_dtype(i) for i in items}
    if found == {"int32", "float32"} or not items:
        return "float32"
    return found.pop() if len(found) == 1 else None


def value_dtype(value: Value) -> str | None:
    """The dtype of what an op gets as input, as ``tf.convert_to_tensor`` finds it."""
    if isinstance(value, ListValue) or is_tuple(value):
        return _items_dtype(_items(value))
    match value:
        case HostObject():
            found = getattr(value, "dtype", None)
            return found if isinstance(found, str) else None
        case bool():
            return "bool"
        case int():
            return "int32"
        case float():
            return "float32"
        case str() | bytes():
            return "string"
        case complex():
            return "complex128"
        case Choice():
            kinds = {value_dtype(v) for v in value.values if v is not None}
            return kinds.pop() if len(kinds) == 1 else None
        case range():
            return "int32"
        case _:
            return dtype_name(value) if not isinstance(value, Unknown) else None


def taken_name(machine: Machine, name: Text) -> Text | None:
    """The full name that an op takes now; None outside of graphs."""
    graph = current_graph(machine)
    return unique_name(machine, graph, name) if graph.number else None


def operated(machine: Machine, op: str, left: Value, right: Value) -> Tensor:
    """The tensor that an operator of Python gives, under the name of its op."""
    name = OPERATORS.get(op) if right is not None else "Abs" if op == "abs" else "Neg"
    found = elementwise(op, left, right)
    return found if name is None else replace(found, op_name=taken_name(machine, name))


def elementwise(op: str, left: Value, right: Value) -> Tensor:
    """The tensor that a binary (or, with `right` None, unary) operator gives."""
    if right is None:
        return Tensor(static_shape(left), value_dtype(left), sources=sources_of(left))
    tensors = [v for v in (left, right) if isinstance(v, HostObject)]
    dtype = "bool" if op in _COMPARISONS else value_dtype(tensors[0]) or value_dtype(right)
    sources = through(dtype, sources_of(left, right))
    if op == "@":
        return Tensor(matmul_shape(static_shape(left), static_shape(right)), dtype, sources=sources)
    return Tensor(broadcast(static_shape(left), static_shape(right)), dtype, sources=sources)


def matmul_shape(left: Shape, right: Shape, transpose_a: bool = False, transpose_b: bool = False) -> Shape:
    """The shape of a matrix product over the last two dimensions."""
    if left is None or right is None or len(left) < 2 or len(right) < 2:
        return None
    rows = left[-1] if transpose_a else left[-2]
    columns = right[-2] if transpose_b else right[-1]
    batch = broadcast(left[:-2], right[:-2])
    return None if batch is None else (*batch, rows, columns)


def sliced(shape: Shape, index: Value) -> Shape:
    """The shape of ``tensor[index]``."""
    if shape is None:
        return None
    indices: tuple[Value, ...] = index if is_tuple(index) else (index,)
    explicit = sum(1 for i in indices if i is not None and i is not ...)
    result: list[Dimension] = []
    axis = 0
    for one in indices:
        if one is None:
            result.append(1)
        elif one is ...:
            count = len(shape) - explicit
            result += shape[axis : axis + count]
            axis += count
        else:
            if axis >= len(shape):
                return None
            if isinstance(one, SliceValue):
                result.append(_slice_length(shape[axis], one))
            axis += 1
    return (*result, *shape[axis:])


def _slice_length(size: Dimension, part: SliceValue) -> Dimension:
    bounds = (part.lower, part.upper, part.step)
    if all(b is None for b in bounds[:2]) and (part.step is None or part.step in (1, -1)):
        return size
    if not all(b is None or isinstance(b, int) for b in bounds):
        return None
    if part.step == 0 or (size is not None and size < 0):
        return None
    if size is None:
        low, high = part.lower or 0, part.upper
        known = isinstance(low, int) and isinstance(high, int) and (low >= 0) == (high >= 0) and part.step is None
        return high - low if known and isinstance(high, int) and isinstance(low, int) and low < 0 else None
    return len(range(*slice(*bounds).indices(size)))
