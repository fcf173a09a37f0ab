"""Methods of constants, run for real when all arguments are constants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import HostFunction, Value, is_tuple, new_list

if TYPE_CHECKING:
    from ckptlens.interp.site import Arguments, Site

Constant = str | float | bytes | complex | range
_RAISED = (TypeError, ValueError, LookupError, OverflowError, AttributeError)


def constant_method(value: Constant, name: str) -> Value:
    """A method or attribute of a constant; MISSING when it has none of that name."""
    found: object = getattr(value, name, MISSING)
    if name in ("astype", "item", "tolist") and isinstance(value, (int, float)):
        return HostFunction(name, partial(_as_numpy, value, name))
    if name.startswith("__"):
        return found if name == "__doc__" else MISSING
    if not callable(found):
        return found

    def run(machine: Machine, arguments: Arguments, site: Site) -> Value:
        constants = list(map(_constant, arguments.positional))
        named = {k: _constant(v) for k, v in arguments.keywords.items()}
        if MISSING in constants or MISSING in named.values() or arguments.open:
            return unknown(f"{name}()", f"{name} of a value that is not known", site)
        if _grown(value, name, constants) > machine.limits.text:
            machine.gap(site, "a text too long to compute")
            return unknown("text", "a text too long to compute", site)
        try:
            result: object = found(*constants, **named)
        except _RAISED as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
        return _value(result)

    return HostFunction(name, run)


def _as_numpy(value: float, name: str, machine: Machine, arguments: Arguments, site: Site) -> Value:
    """A method of a number of numpy, which stands as Python's own number here."""
    kind = getattr(arguments.positional[0], "name", "") if arguments.positional else ""
    last = kind.rpartition(".")[2] if isinstance(kind, str) else ""
    if name != "astype":
        return value
    return float(value) if last.startswith(("float", "double")) else int(value) if last.startswith(("int", "uint", "long")) else value


def _grown(value: Constant, name: str, arguments: list[object]) -> int:
    """How long a result may get at most, in characters."""
    numbers = [a for a in arguments if isinstance(a, int)]
    texts = [a for a in arguments if isinstance(a, (str, bytes))]
    size = len(value) if isinstance(value, (str, bytes)) else 0
    match name:
        case "ljust" | "rjust" | "center" | "zfill" | "to_bytes":
            return max(numbers, default=0)
        case "expandtabs":
            return size * max([*numbers, 8])
        case "replace":
            return (size + 1) * (1 + max((len(t) for t in texts[1:2]), default=0))
        case "join":
            return sum(len(a) for a in texts) * (size + 1)
        case _:
            return 0


def _value(result: object) -> Value:
    return new_list(tuple(cast("list[Value]", result))) if isinstance(result, list) else result


def _constant(value: Value) -> object:
    if is_tuple(value):
        return value if all(isinstance(v, (str, int)) for v in value) else MISSING
    return value if isinstance(value, (str, int, float, bytes, type(None))) else MISSING
