"""operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.site import Arguments, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.machine import Machine
    from ckptlens.interp.values import Value


def _attribute_of(name: str, pick: Callable[[Machine, Site, Value, Value], Value]) -> None:
    @FUNCTIONS.model(f"operator.{name}")
    def make(machine: Machine, site: Site, *keys: Value) -> Value:
        def run(machine: Machine, site: Site, value: Value) -> Value:
            found = [pick(machine, site, value, key) for key in keys]
            return found[0] if len(found) == 1 else tuple(found)

        return host_function(name, run)


def _read(machine: Machine, site: Site, value: Value, name: Value) -> Value:
    from ckptlens.interp.access import attribute

    for part in str(name).split("."):
        value = attribute(machine, value, part, site)
    return value


def _item(machine: Machine, site: Site, value: Value, key: Value) -> Value:
    from ckptlens.interp.items import subscript

    return subscript(machine, value, key, site)


_attribute_of("attrgetter", _read)
_attribute_of("itemgetter", _item)


@FUNCTIONS.model("operator.methodcaller")
def _methodcaller(machine: Machine, site: Site, name: Value, *rest: Value, **named: Value) -> Value:
    def run(machine: Machine, site: Site, value: Value) -> Value:
        from ckptlens.interp.calls import call

        return call(machine, _read(machine, site, value, name), Arguments(rest, named), site) if isinstance(name, str) else None

    return host_function("methodcaller", run)


_OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "and_": "&",
    "or_": "|",
    "xor": "^",
    "matmul": "@",
    "concat": "+",
}
_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is_": "is", "is_not": "is not"}


def _operator(name: str, op: str, *, compares: bool) -> None:
    @FUNCTIONS.model(f"operator.{name}")
    def run(machine: Machine, site: Site, a: Value, b: Value) -> Value:
        from ckptlens.interp.comparison import compare
        from ckptlens.interp.operators import binary

        return compare(machine, op, a, b, site) if compares else binary(machine, op, a, b, site)


for _name, _op in _OPERATORS.items():
    _operator(_name, _op, compares=False)
for _name, _op in _COMPARISONS.items():
    _operator(_name, _op, compares=True)


def _unary(name: str, op: str) -> None:
    @FUNCTIONS.model(f"operator.{name}")
    def run(machine: Machine, site: Site, a: Value) -> Value:
        from ckptlens.interp.operators import unary

        return unary(machine, op, a, site)


_unary("neg", "-")
_unary("not_", "not")
FUNCTIONS["operator.getitem"] = host_function("operator.getitem", _item)
