"""Options of a command line, and what they become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.site import Arguments, Site
from ckptlens.interp.trail import MISSING, State
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, HostObject, ListValue, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine

_FLAGS = {"store_true": True, "store_false": False}


class Option(HostObject, Struct, frozen=True):
    """What ``add_argument`` was given. `flags` is empty for a positional argument."""

    flags: tuple[str, ...]
    dest: str
    action: Value = "store"
    nargs: Value = None
    const: Value = None
    default: Value = None
    given: bool = False
    """Whether a default was given."""
    converter: Value = None
    required: bool = False

    @classmethod
    def of(cls, arguments: Arguments) -> Option | None:
        """The option of a call of ``add_argument``; None when its name is not known."""
        named = arguments.keywords
        names = [n for n in arguments.positional if isinstance(n, str)]
        if not names or len(names) < len(arguments.positional) or not names[0]:
            return None
        flags = tuple(names) if names[0].startswith("-") else ()
        long = next((n for n in names if n.startswith("--")), names[0])
        dest = named.get("dest", long.lstrip("-").replace("-", "_") if flags else names[0])
        if not isinstance(dest, str):
            return None
        return cls(
            flags,
            dest,
            named.get("action", "store"),
            named.get("nargs"),
            named.get("const"),
            named.get("default"),
            "default" in named,
            named.get("type"),
            named.get("required") is True,
        )

    def attribute(self, machine: Machine, name: str) -> Value:
        found: dict[str, Value] = {"dest": self.dest, "default": self.default, "required": self.required, "nargs": self.nargs}
        return found.get(name, MISSING)

    def set_attribute(self, machine: Machine, name: str, value: Value, site: Site) -> bool:
        return False


def initial(machine: Machine, option: Option, site: Site) -> Value:
    """The value of an option that is not passed; MISSING when the option has none."""
    if option.action in ("help", "version") or (isinstance(option.default, ApiValue) and option.default.name == "argparse.SUPPRESS"):
        return MISSING
    if option.given:
        is_text = isinstance(option.default, str)
        return converted(machine, option, option.default, site) if is_text else option.default
    if isinstance(option.action, str) and option.action in _FLAGS:
        return not _FLAGS[option.action]
    if not option.flags and option.nargs == "*":
        return new_list(())
    if option.required or (not option.flags and option.nargs != "?"):
        return unknown(option.dest, "an argument without a default", site)
    return None


def converted(machine: Machine, option: Option, text: Value, site: Site) -> Value:
    """A word of the command line as the option's type makes it."""
    from ckptlens.interp.calls import call

    return text if option.converter is None else call(machine, option.converter, Arguments((text,)), site)


def unparsed(machine: Machine, options: list[Option], site: Site) -> State:
    """The values when the words of the command line are not known."""
    return {o.dest: unknown(o.dest, "an argument of the command line", site) for o in options if o.action not in ("help", "version")}


def parsed(machine: Machine, options: list[Option], words: list[Value], site: Site) -> tuple[State, list[Value]]:
    """The values of options, and the words that none takes, as ``parse_known_args`` finds them."""
    found: State = {}
    for option in options:
        value = initial(machine, option, site)
        if value is not MISSING and option.dest not in found:
            found[option.dest] = value
    left = list(words)
    rest: list[Value] = []
    waiting = [o for o in options if not o.flags]
    while left:
        word = left.pop(0)
        name, _, joined = word.partition("=") if isinstance(word, str) and word.startswith("--") else (word, "", "")
        option = _named(options, name)
        if option is not None:
            taken: list[Value] = [joined] if joined else _take(option, left)
            found[option.dest] = _value(machine, option, taken, found.get(option.dest), site)
        elif waiting and not (isinstance(word, str) and word.startswith("-")):
            option = waiting.pop(0)
            taken = [word, *_take(option, left)] if option.nargs in ("+", "*") or isinstance(option.nargs, int) else [word]
            found[option.dest] = _value(machine, option, taken, None, site)
        else:
            rest.append(word)
    return found, rest


def _named(options: list[Option], name: Value) -> Option | None:
    if not isinstance(name, str) or not name.startswith("-"):
        return None
    exact = next((o for o in options if name in o.flags), None)
    short = [o for o in options if any(f.startswith(name) for f in o.flags)] if name.startswith("--") else []
    return exact if exact is not None else short[0] if len(short) == 1 else None


def _take(option: Option, left: list[Value]) -> list[Value]:
    """The words after an option that belong to it."""
    if option.action not in ("store", "append", "extend") and isinstance(option.action, str):
        return []
    wanted = option.nargs if isinstance(option.nargs, int) else {"?": 1, "+": len(left), "*": len(left)}.get(str(option.nargs), 1)
    taken: list[Value] = []
    while left and len(taken) < wanted and not _is_flag(left[0]):
        taken.append(left.pop(0))
    return taken


def _is_flag(word: Value) -> bool:
    return isinstance(word, str) and word.startswith("-") and not word.lstrip("-")[:1].isdigit()


def _value(machine: Machine, option: Option, taken: list[Value], before: Value, site: Site) -> Value:
    match option.action:
        case "store_true" | "store_false":
            return option.action == "store_true"
        case "store_const":
            return option.const
        case "count":
            return (before if isinstance(before, int) else 0) + 1
        case "append" | "extend" | "store":
            values = tuple(converted(machine, option, word, site) for word in taken)
        case _:
            return unknown(option.dest, "an action of argparse that is not followed", site)
    many = option.nargs in ("+", "*") or isinstance(option.nargs, int)
    one: Value = new_list(values) if many else values[0] if values else option.const
    if option.action == "store":
        return one
    kept = before.items if isinstance(before, ListValue) else ()
    return new_list((*kept, *values) if option.action == "extend" else (*kept, one))
