"""``match`` statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.access import find_attribute
from ckptlens.interp.assign import bind_name
from ckptlens.interp.branching import branch
from ckptlens.interp.equality import equal
from ckptlens.interp.lineage import find_in_class
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.truth import truth
from ckptlens.interp.types import is_instance
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, ClassValue, DictValue, InstanceValue, ListValue, Scope, Value, is_tuple, new_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.machine import Flow, Machine
    from ckptlens.syntax import ir


def run_match(machine: Machine, node: ir.Match, scope: Scope) -> Flow:
    """Run the first case that matches; undecided cases are undecided branches."""
    subject = machine.evaluate(machine, node.subject, scope)
    return _cases(machine, node, subject, 0, scope)


def _cases(machine: Machine, node: ir.Match, subject: Value, index: int, scope: Scope) -> Flow:
    if index == len(node.cases):
        return None
    case = node.cases[index]
    decided = _matched(machine, case.pattern, subject, scope)
    if decided is not False and case.guard is not None:
        guard = truth(machine, machine.evaluate(machine, case.guard, scope))
        decided = guard if decided else (False if guard is False else None)
    if decided is True:
        return machine.execute(machine, case.body, scope)
    if decided is False:
        return _cases(machine, node, subject, index + 1, scope)
    return branch(
        machine,
        f"case {index + 1}",
        lambda: machine.execute(machine, case.body, scope),
        lambda: _cases(machine, node, subject, index + 1, scope),
    )


def _matched(machine: Machine, pattern: ir.Pattern, subject: Value, scope: Scope) -> bool | None:
    """Whether a pattern matches. Where that is undecided, the names that it did not come to bind are unknown."""
    names = dict.fromkeys(_names(pattern))
    before = {name: scope.names.state.get(name, MISSING) for name in names}
    decided = matches(machine, pattern, subject, scope)
    for name, value in before.items():
        if decided is None and scope.names.state.get(name, MISSING) is value:
            bind_name(machine, name, unknown(name, "a part of a value that may match a pattern", None), scope)
    return decided


def _names(pattern: ir.Pattern) -> Iterator[str]:
    if pattern.name is not None:
        yield pattern.name
    for part in pattern.parts:
        yield from _names(part)


def matches(machine: Machine, pattern: ir.Pattern, subject: Value, scope: Scope) -> bool | None:
    """Whether a pattern matches, binding its names; None when it is undecided."""
    match pattern.kind:
        case "wildcard":
            return True
        case "capture":
            held = matches(machine, pattern.parts[0], subject, scope) if pattern.parts else True
            if held is not False and pattern.name is not None:
                bind_name(machine, pattern.name, subject, scope)
            return held
        case "value" | "singleton":
            assert pattern.expr is not None
            site = machine.site(pattern.expr, scope)
            return equal(machine, subject, machine.evaluate(machine, pattern.expr, scope), site)
        case "or":
            return _any([matches(machine, p, subject, scope) for p in pattern.parts])
        case "list":
            return _list(machine, pattern, subject, scope)
        case "mapping":
            return _mapping(machine, pattern, subject, scope)
        case "class":
            return _class(machine, pattern, subject, scope)
        case _:
            return None


def _any(found: list[bool | None]) -> bool | None:
    return True if True in found else (None if None in found else False)


def _all(found: list[bool | None]) -> bool | None:
    return False if False in found else (None if None in found else True)


def _list(machine: Machine, pattern: ir.Pattern, subject: Value, scope: Scope) -> bool | None:
    values = subject.items if isinstance(subject, ListValue) else subject
    if not is_tuple(values):
        return False if isinstance(subject, (str, int, float, DictValue, InstanceValue)) or subject is None else None
    star = next((i for i, p in enumerate(pattern.parts) if p.kind == "star"), None)
    if star is None:
        if len(values) != len(pattern.parts):
            return False
        return _all([matches(machine, p, v, scope) for p, v in zip(pattern.parts, values, strict=True)])
    after = len(pattern.parts) - star - 1
    if len(values) < star + after:
        return False
    name = pattern.parts[star].name
    if name is not None:
        bind_name(machine, name, new_list(values[star : len(values) - after]), scope)
    pairs = [
        *zip(pattern.parts[:star], values[:star], strict=True),
        *zip(pattern.parts[star + 1 :], values[len(values) - after :], strict=True),
    ]
    return _all([matches(machine, p, v, scope) for p, v in pairs])


def _mapping(machine: Machine, pattern: ir.Pattern, subject: Value, scope: Scope) -> bool | None:
    if not isinstance(subject, DictValue):
        return False if subject is None or isinstance(subject, (str, bytes, int, float, ListValue, tuple)) else None
    held: list[bool | None] = []
    for key_node, part in zip(pattern.keys, pattern.parts, strict=True):
        value = subject.state.get(machine.evaluate(machine, key_node, scope), MISSING)
        held.append((None if subject.open else False) if value is MISSING else matches(machine, part, value, scope))
    found = _all(held)
    if pattern.name is not None and found is not False:
        keys = [machine.evaluate(machine, key, scope) for key in pattern.keys]
        rest = {key: value for key, value in subject.state.items() if key not in keys}
        bind_name(machine, pattern.name, DictValue(rest, open=subject.open), scope)
    return found


_WHOLE = frozenset(["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"])
"""Builtin classes whose one positional pattern is given the whole subject."""


def _class(machine: Machine, pattern: ir.Pattern, subject: Value, scope: Scope) -> bool | None:
    assert pattern.expr is not None
    cls = machine.evaluate(machine, pattern.expr, scope)
    if isinstance(cls, ClassValue) and isinstance(subject, InstanceValue):
        if cls not in subject.cls.lineage:
            return False
        order = find_in_class(subject.cls, "__match_args__")
        positional = len(pattern.parts) - len(pattern.names)
        if positional and (not is_tuple(order) or positional > len(order)):
            raise ProgramError(
                "TypeError", f"{cls.name}() accepts fewer positional sub-patterns", machine.site(pattern.expr, scope).location
            )
        wanted = [*(order[:positional] if is_tuple(order) else ()), *pattern.names]
        site = machine.site(pattern.expr, scope)
        found = [find_attribute(machine, subject, str(n), site) for n in wanted]
        if MISSING in found:
            return False
        return _all([matches(machine, p, v, scope) for v, p in zip(found, pattern.parts, strict=True)])
    held = is_instance(machine, subject, cls)
    if held is False or not pattern.parts:
        return held
    if getattr(cls, "name", None) in _WHOLE and not pattern.names and not isinstance(cls, ApiValue):
        return _all([held, matches(machine, pattern.parts[0], subject, scope)])
    return None
