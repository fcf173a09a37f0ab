"""Files that lie beside the program: open, json and configparser."""

from __future__ import annotations

import configparser
import json
import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.interp.builtins import BUILTINS
from ckptlens.interp.host import host_function
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.copying import from_json
from ckptlens.interp.pylib.registry import FUNCTIONS
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, HostObject, Many, Value, new_list

if TYPE_CHECKING:
    from ckptlens.interp.site import Site


class FileValue(HostObject, Struct, frozen=True):
    """An open file. `text` is None when what it holds is not known."""

    path: Value
    text: str | None

    def attribute(self, machine: Machine, name: str) -> Value:
        match name:
            case "name":
                return self.path
            case "read":
                return host_function(name, self._read)
            case "readlines":
                return host_function(name, self._lines)
            case "readline":
                return host_function(name, lambda machine, site, *rest: unknown("line", "a line of a file", site))
            case "write" | "writelines" | "close" | "flush" | "seek" | "truncate":
                return host_function(name, lambda machine, site, *rest: None)
            case "closed" | "mode" | "fileno" | "tell" | "size" | "isatty":
                return unknown(f"file.{name}", "an attribute of a file", None)
            case _:
                return MISSING

    def _read(self, machine: Machine, site: Site, *size: Value) -> Value:
        return self.text if self.text is not None and not size else unknown("text", "the content of a file", site)

    def _lines(self, machine: Machine, site: Site, *hint: Value) -> Value:
        found = self.iterate(machine)
        return found if isinstance(found, Many) else new_list(found)

    def iterate(self, machine: Machine) -> tuple[Value, ...] | Many:
        if self.text is None:
            return Many(unknown("line", "a line of a file", None))
        return tuple(line + "\n" for line in self.text.removesuffix("\n").split("\n")) if self.text else ()


def file_text(machine: Machine, path: Value) -> str | None:
    """The text of a file beside the program, in the project, or under a whole path; None when there is none."""
    if not isinstance(path, str) or not path:
        return None
    program = machine.program
    folders = ("",) if path.startswith("/") else (posixpath.dirname(program.path), *program.roots, program.project or "")
    for folder in dict.fromkeys(folders):
        found = program.sources.read(posixpath.normpath(posixpath.join(folder, path)))
        if found is not None:
            return found
    return None


def _open(machine: Machine, site: Site, file: Value = None, mode: Value = "r", *rest: Value, name: Value = None, **named: Value) -> Value:
    path = file if file is not None else name
    reads = isinstance(mode, str) and "r" in mode and "b" not in mode
    return FileValue(path, file_text(machine, path) if reads else None)


BUILTINS["open"] = FUNCTIONS["io.open"] = FUNCTIONS["codecs.open"] = host_function("open", _open)


@FUNCTIONS.model("json.load", "simplejson.load")
def _load(machine: Machine, site: Site, fp: Value, **options: Value) -> Value:
    text = fp.text if isinstance(fp, FileValue) else None
    return _decoded(text, site, options)


@FUNCTIONS.model("json.loads", "simplejson.loads")
def _loads(machine: Machine, site: Site, s: Value, **options: Value) -> Value:
    return _decoded(s if isinstance(s, str) else None, site, options)


def _decoded(text: str | None, site: Site, options: dict[str, Value]) -> Value:
    if text is None or set(options) - {"encoding", "object_pairs_hook"} or options.get("object_pairs_hook") not in _ORDERED:
        return unknown("json", "JSON that is not known", site, callable_gap=True)
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ProgramError("JSONDecodeError", str(error), site.location) from None


_ORDERED = (None, FUNCTIONS.get("collections.OrderedDict"), BUILTINS["dict"])


class ConfigValue(HostObject, Struct, frozen=True):
    """``configparser.ConfigParser``. `state` holds the parser under "parser"; it may hold more when `open`."""

    state: dict[object, object]

    @property
    def parser(self) -> configparser.ConfigParser:
        """What was read so far."""
        found = self.state["parser"]
        assert isinstance(found, configparser.ConfigParser)
        return found

    def attribute(self, machine: Machine, name: str) -> Value:
        if name in ("read", "read_file", "readfp", "read_string", "read_dict"):
            return host_function(name, self._read)
        if name in ("get", "getint", "getfloat", "getboolean"):
            return host_function(name, lambda machine, site, *rest, **named: self._get(site, name, *rest, **named))
        if name in ("sections", "options", "items", "has_section", "has_option"):
            return host_function(name, lambda machine, site, *rest: self._list(site, name, *rest))
        return unknown(f"config.{name}", "an attribute of configparser", None)

    def _read(self, machine: Machine, site: Site, source: Value, *rest: Value, **named: Value) -> Value:
        text = source.text if isinstance(source, FileValue) else file_text(machine, source)
        made = configparser.ConfigParser(interpolation=None)
        try:
            made.read_dict(self.parser)
            made.read_string(text if text is not None else source if isinstance(source, str) and "\n" in source else "")
        except (configparser.Error, ValueError):
            text = None
        machine.trail.set(self.state, "parser", made)
        if text is None:
            machine.trail.set(self.state, "open", value=True)
        return new_list((source,))

    def _get(
        self, site: Site, name: str, section: Value = None, option: Value = None, *rest: Value, fallback: Value = MISSING, **named: Value
    ) -> Value:
        hole = unknown(f"config[{option}]", "a setting that is not known", site)
        if not isinstance(section, str) or not isinstance(option, str):
            return hole
        try:
            return getattr(self.parser, name)(section, option)
        except configparser.Error as error:
            if self.state.get("open"):
                return hole
            if fallback is not MISSING:
                return fallback
            raise ProgramError(type(error).__name__, str(error), site.location) from None
        except ValueError as error:
            raise ProgramError("ValueError", str(error), site.location) from None

    def _list(self, site: Site, name: str, *rest: Value) -> Value:
        if self.state.get("open") or not all(isinstance(r, str) for r in rest):
            return unknown(name, "settings that are not known", site)
        try:
            found = getattr(self.parser, name)(*rest)
        except configparser.Error as error:
            raise ProgramError(type(error).__name__, str(error), site.location) from None
        return found if isinstance(found, bool) else new_list(tuple(found))

    def item(self, machine: Machine, index: Value, site: Site) -> Value:
        if isinstance(index, str) and self.parser.has_section(index):
            return DictValue({**dict(self.parser[index])})
        return unknown(f"config[{index}]", "a section that is not known", site)


@FUNCTIONS.model(
    "configparser.ConfigParser",
    "configparser.RawConfigParser",
    "configparser.SafeConfigParser",
    "ConfigParser.ConfigParser",
    "ConfigParser.SafeConfigParser",
    "ConfigParser.RawConfigParser",
    "six.moves.configparser.ConfigParser",
)
def _config(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
    return ConfigValue({"parser": configparser.ConfigParser(interpolation=None)})
