"""argparse: options at their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ckptlens.interp.host import host_function
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostFunction, HostObject, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine


@dataclass(eq=False, slots=True)
class ParsedArguments(HostObject):
    """``argparse.Namespace``."""

    state: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        return DictValue(self.state) if name == "__dict__" else self.state.get(name, MISSING)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        machine.trail.set(self.state, name, value)
        return True


@dataclass(eq=False, slots=True)
class ParserValue(HostObject):
    """``argparse.ArgumentParser`` and its groups."""

    options: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "add_argument":
                return HostFunction(name, self._add)
            case "parse_args":
                return host_function(name, lambda machine, site, *rest, **named: ParsedArguments(dict(self.options)))
            case "parse_known_args":
                return host_function(name, lambda machine, site, *rest, **named: (ParsedArguments(dict(self.options)), new_list(())))
            case "set_defaults":
                return host_function(name, self._set_defaults)
            case "add_argument_group" | "add_mutually_exclusive_group":
                return host_function(name, lambda machine, site, *rest, **named: self)
            case _:
                return host_function(name, lambda machine, site, *rest, **named: unknown(name, "argparse", site))

    def _set_defaults(self, machine: Machine, site: Site, **named: Value) -> Value:
        for name, value in named.items():
            machine.trail.set(self.options, name, value)
        return None

    def _add(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        names = [n for n in arguments.positional if isinstance(n, str)]
        if not names:
            return None
        long = next((n for n in names if n.startswith("--")), names[0])
        dest = arguments.keywords.get("dest", long.lstrip("-").replace("-", "_"))
        machine.trail.set(self.options, dest, _default(machine, str(dest), long.startswith("-"), arguments, site))
        return None


def _default(machine: Machine, dest: str, optional: bool, arguments: Arguments, site: Site) -> Value:
    from ckptlens.interp.calls import call

    named = arguments.keywords
    if "default" not in named:
        flags = {"store_true": False, "store_false": True}
        if named.get("action") in flags:
            return flags[str(named["action"])]
        reason = "an argument without a default"
        return None if optional and named.get("required") is not True else unknown(dest, reason, site)
    value = named["default"]
    converter = named.get("type")
    if isinstance(value, str) and converter is not None:
        return call(machine, converter, Arguments((value,)), site)
    return value


@FUNCTIONS.model("argparse.ArgumentParser")
def _parser(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return ParserValue()


@FUNCTIONS.model("argparse.Namespace")
def _namespace(machine: Machine, site: Site, **named: Value) -> Value:
    return ParsedArguments({**named})


FUNCTIONS["types.SimpleNamespace"] = FUNCTIONS["argparse.Namespace"]
CONSTANTS["argparse.SUPPRESS"] = None
