"""Imports by name, and what a run shares: the environment and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.builtins import BUILTINS
from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.machine import Machine, ProgramError
from ckptlens.interp.pylib.registry import FUNCTIONS, SHARED
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import DictValue, Value, new_list
from ckptlens.program.program import absolute_name

if TYPE_CHECKING:
    from ckptlens.interp.site import Site
    from ckptlens.interp.trail import State


@FUNCTIONS.model("importlib.import_module")
def _import_module(machine: Machine, site: Site, name: Value, package: Value = None) -> Value:
    from ckptlens.interp.imports import import_module

    if not isinstance(name, str) or not (package is None or isinstance(package, str)):
        machine.gap(site, "a module under a name that is not known may make variables")
        return unknown("module", "a module under a name that is not known", site, callable_gap=True)
    level = len(name) - len(name.lstrip("."))
    full = absolute_name(package or "", is_package=True, module=name.lstrip("."), level=level)
    if full is None:
        raise ProgramError("ImportError", "attempted relative import beyond top-level package", site.location)
    return import_module(machine, full, site, top=False)


def _import(
    machine: Machine, site: Site, name: Value, globals: Value = None, locals: Value = None, fromlist: Value = (), level: Value = 0
) -> Value:  # Python's own names
    from ckptlens.interp.imports import import_module
    from ckptlens.interp.truth import truth

    if not isinstance(name, str) or level != 0:
        return _import_module(machine, site, unknown("name", "a name that is not known", site))
    return import_module(machine, name, site, top=not truth(machine, fromlist))


BUILTINS["__import__"] = host_function("__import__", _import)
FUNCTIONS["importlib.reload"] = one_argument("importlib.reload", lambda machine, site, module: module)


def _modules(machine: Machine) -> Value:
    return DictValue(machine.module_states, open=True)


def _argv(machine: Machine) -> Value:
    return machine.world.setdefault("sys.argv", new_list(("program",)))


def _environ(machine: Machine) -> Value:
    state: State = {}
    return machine.world.setdefault("os.environ", DictValue(state, open=True))


def _path(machine: Machine) -> Value:
    return machine.world.setdefault("sys.path", new_list(()))


SHARED.update({"sys.argv": _argv, "os.environ": _environ, "sys.modules": _modules, "sys.path": _path})
