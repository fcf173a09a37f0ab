"""argparse: what a program is given on its command line, by default nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from ckptlens.interp.host import host_function
from ckptlens.interp.pylib.command_line import Option, parsed, unparsed
from ckptlens.interp.pylib.namespaces import NamespaceValue
from ckptlens.interp.pylib.registry import CONSTANTS, FUNCTIONS
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, HostFunction, HostObject, InstanceValue, ListValue, Value, is_tuple, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site

SUPPRESS = ApiValue("argparse.SUPPRESS")
CONSTANTS["argparse.SUPPRESS"] = SUPPRESS


class ParserValue(HostObject, Struct, eq=False):
    """``argparse.ArgumentParser``, its groups and its commands. `options` holds options by their place of definition."""

    options: State = field(default_factory=dict[object, object])
    defaults: State = field(default_factory=dict[object, object])
    commands: State = field(default_factory=dict[object, object])

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "add_argument":
                return HostFunction(name, self._add)
            case "parse_args" | "parse_intermixed_args":
                return host_function(name, self._parse)
            case "parse_known_args":
                return host_function(name, self._parse_known)
            case "set_defaults":
                return host_function(name, self._set_defaults)
            case "get_default":
                return host_function(name, self._get_default)
            case "add_argument_group" | "add_mutually_exclusive_group":
                return host_function(name, lambda machine, site, *rest, **named: self)
            case "add_subparsers":
                return host_function(name, self._subparsers)
            case "print_help" | "print_usage" | "register":
                return host_function(name, lambda machine, site, *rest, **named: None)
            case "error" | "exit":
                return FUNCTIONS["sys.exit"]
            case "prog" | "description" | "epilog":
                return unknown(name, "a text of argparse", None)
            case _:
                return (
                    host_function(name, lambda machine, site, *rest, **named: unknown(name, "argparse", site))
                    if name in _OTHER
                    else MISSING
                )

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        return True

    def _set_defaults(self, machine: Machine, site: Site, **named: Value) -> Value:
        for name, value in named.items():
            machine.trail.set(self.defaults, name, value)
        return None

    def _get_default(self, machine: Machine, site: Site, dest: Value) -> Value:
        if dest in self.defaults:
            return self.defaults[dest]
        return next((o.default for o in self.declared() if o.dest == dest), None)

    def _subparsers(self, machine: Machine, site: Site, dest: Value = None, **named: Value) -> Value:
        machine.trail.set(self.commands, "dest", dest)
        return SubparsersValue(self)

    def _add(self, machine: Machine, arguments: Arguments, site: Site) -> Value:
        option = Option.of(arguments)
        if option is None:
            machine.trail.set(self.options, f"open {len(self.options)}", None)
            return unknown("action", "an option under a name that is not known", site)
        machine.trail.set(self.options, option.dest if not option.flags else option.flags, option)
        return option

    def declared(self) -> list[Option]:
        """The options in the order of their definition."""
        return [o for o in self.options.values() if isinstance(o, Option)]

    def _parse_known(self, machine: Machine, site: Site, args: Value = None, namespace: Value = None) -> Value:
        target, rest = self.filled(machine, site, args, namespace)
        return (target, new_list(tuple(rest)))

    def _parse(self, machine: Machine, site: Site, args: Value = None, namespace: Value = None) -> Value:
        return self.filled(machine, site, args, namespace)[0]

    def filled(self, machine: Machine, site: Site, args: Value, namespace: Value) -> tuple[Value, list[Value]]:
        """The namespace, and the words that no option takes."""
        from ckptlens.interp.access import set_attribute

        words = _words(args)
        found: State
        rest: list[Value] = []
        if words is None:
            found = unparsed(machine, self.declared(), site)
        else:
            found, rest = parsed(machine, self.declared(), words, site)
        for name, value in self.defaults.items():
            found.setdefault(name, value) if any(o.dest == name and o.given for o in self.declared()) else found.__setitem__(name, value)
        is_open = self._run_command(machine, site, found, rest) or len(self.declared()) < len(self.options)
        target = namespace if isinstance(namespace, (NamespaceValue, InstanceValue)) else NamespaceValue({}, is_open)
        for name, value in found.items():
            if value is not SUPPRESS:
                set_attribute(machine, target, str(name), value, site)
        return target, rest

    def _run_command(self, machine: Machine, site: Site, found: State, rest: list[Value]) -> bool:
        """Let the chosen command parse the rest; True when a command may be chosen that is not known."""
        if not self.commands:
            return False
        dest = self.commands.get("dest")
        parser = self.commands.get(("command", rest[0])) if rest else None
        if not isinstance(parser, ParserValue):
            if isinstance(dest, str):
                found[dest] = unknown(dest, "the command that is chosen on the command line", site)
            return True
        if isinstance(dest, str):
            found[dest] = rest[0]
        inner, left = parser.filled(machine, site, new_list(tuple(rest[1:])), None)
        if isinstance(inner, NamespaceValue):
            found.update(inner.state)
        rest[:] = left
        return False


_OTHER = ("format_help", "format_usage", "convert_arg_line_to_args")


def _words(args: Value) -> list[Value] | None:
    if args is None:
        return []
    if isinstance(args, ListValue) and not args.state.get("open"):
        return list(args.items)
    return list(args) if is_tuple(args) else None


class SubparsersValue(HostObject, Struct, frozen=True):
    """``parser.add_subparsers()``."""

    parser: ParserValue

    def attribute(self, machine: Machine, name: str) -> Value:
        return host_function(name, self._add) if name == "add_parser" else MISSING

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        return True

    def _add(self, machine: Machine, site: Site, name: Value, aliases: Value = (), **named: Value) -> Value:
        made = _parser(machine, site, **{k: v for k, v in named.items() if k == "parents"})
        machine.trail.set(self.parser.commands, ("command", name), made)
        return made


@FUNCTIONS.model("argparse.ArgumentParser", "configargparse.ArgumentParser")
def _parser(machine: Machine, site: Site, *rest: Value, parents: Value = (), **named: Value) -> Value:
    from ckptlens.interp.iteration import iterate
    from ckptlens.interp.values import Many

    made = ParserValue()
    found = iterate(machine, parents, site)
    for parent in () if isinstance(found, Many) else found:
        if isinstance(parent, ParserValue):
            made.options.update(parent.options)
            made.defaults.update(parent.defaults)
    return made


@FUNCTIONS.model("argparse.FileType", "argparse.ArgumentTypeError", "argparse.ArgumentError")
def _other(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return unknown("argparse", "a value of argparse", site)
