"""Imports: modules of the workspace are run, others come from the library of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import Frame, Machine, ProgramError
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, ListValue, ModuleValue, Namespace, Scope, Unknown, Value, is_tuple
from ckptlens.program.program import absolute_name, find_module, package_of
from ckptlens.text import Location, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.interp.site import Site
    from ckptlens.syntax import ir


def import_module(machine: Machine, name: str, site: Site, *, top: bool) -> Value:
    """The module that ``import name`` binds: the first part of the name when `top`, else the whole."""
    modelled = machine.library.import_module(machine, name)
    if modelled is MISSING:
        raise ProgramError("ModuleNotFoundError", f"No module named '{name}'", site.location)
    if modelled is not None:
        return machine.library.import_module(machine, name.partition(".")[0]) if top else modelled
    value: Value = None
    first: Value = None
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        prefix = ".".join(parts[:count])
        package = machine.library.import_module(machine, prefix) if count < len(parts) else None
        value = package if package is not None else _workspace_module(machine, prefix, site)
        if isinstance(value, Unknown):
            return first if top and first is not None else value
        first = first if first is not None else value
    return first if top else value


def _workspace_module(machine: Machine, name: str, site: Site) -> Value:
    if name in machine.modules:
        return machine.modules[name]
    found = find_module(machine.program, name)
    if found is None:
        return unknown(name, f"the module {name} was not found", site, callable_gap=True)
    module = ModuleValue(name, found.path, Namespace({"__name__": name, "__file__": found.path}), found.is_package)
    # Through the trail: a module that a branch imports is imported anew when the branch is undone, as its names are gone.
    machine.trail.set(machine.module_states, name, module)
    if found.path:
        run_module(machine, module, site.location)
    parent, _, last = name.rpartition(".")
    if parent in machine.modules:
        machine.trail.set(machine.modules[parent].names.state, last, module)
    return module


def run_module(machine: Machine, module: ModuleValue, call: Location | None) -> None:
    """Run the body of a module of the workspace. An error inside is a gap and leaves the names made so far."""
    parsed = machine.program.module_at(module.path)
    machine.facts.files.add(module.path)
    if parsed is None:
        machine.facts.gap(Location(module.path, Span(0, 0)), f"{module.path} cannot be read")
        return
    for problem in parsed.problems:
        machine.facts.gap(Location(module.path, problem.span), problem.message)
    for block in parsed.blocks:
        scope = Scope(module.names, module, block.start)
        frame = Frame(scope, None, call)
        conditions = machine.conditions
        with machine.entered(frame):
            try:
                machine.execute(machine, block.body, scope)
            except ProgramError as error:
                if call is None or error.type == "SystemExit":
                    raise
                machine.facts.gap(error.location, f"importing {module.name} stops here: {error}")
                machine.trail.set(module.names.state, "__incomplete__", value=True)
        machine.conditions = conditions
    module.ready = True


def submodule(machine: Machine, module: ModuleValue, name: str, site: Site) -> Value | None:
    """The submodule `name` of a package when it was imported or its file exists, else None."""
    full = f"{module.name}.{name}"
    if not module.is_package or full not in machine.modules:
        return None
    return machine.modules[full]


def import_from(machine: Machine, node: ir.ImportFrom, scope: Scope) -> Iterator[tuple[str, Value]]:
    """The names that ``from module import names`` binds, with their values."""
    site = machine.site(node, scope)
    here = scope.module
    own = here.name if here.name != "__main__" else package_of(machine.program)[1]
    name = absolute_name(own, here.is_package, node.module, node.level)
    if name is None:
        raise ProgramError("ImportError", "attempted relative import beyond the top-level package", site.location)
    if name == "__future__":
        return
    module = import_module(machine, name, site, top=False)
    if node.names is None:
        yield from _star(machine, module, site)
        return
    for wanted, alias in node.names:
        yield alias or wanted, _from_module(machine, module, name, wanted, site)


def _from_module(machine: Machine, module: Value, name: str, wanted: str, site: Site) -> Value:
    from ckptlens.interp.access import find_attribute

    found = find_attribute(machine, module, wanted, site)
    if found is not MISSING and not (isinstance(found, Unknown) and isinstance(module, ModuleValue)):
        return found
    if isinstance(module, ModuleValue) and module.is_package:
        inner = _workspace_module(machine, f"{name}.{wanted}", site)
        if not isinstance(inner, Unknown):
            return inner
    if isinstance(module, ModuleValue) and not module.ready:
        return unknown(wanted, f"{name} imports this module again", site, callable_gap=True)
    if found is not MISSING:
        return found
    if isinstance(module, ModuleValue) and not module.path:
        return unknown(wanted, f"the module {name}.{wanted} was not found", site, callable_gap=True)
    raise ProgramError("ImportError", f"cannot import name '{wanted}' from '{name}'", site.location)


def _star(machine: Machine, module: Value, site: Site) -> Iterator[tuple[str, Value]]:
    if isinstance(module, ModuleValue):
        public = module.names.state.get("__all__")
        unhidden = tuple(n for n in module.names.state if isinstance(n, str) and not n.startswith("_"))
        for name in public.items if isinstance(public, ListValue) else public if is_tuple(public) else unhidden:
            if isinstance(name, str):
                yield name, module.names.state.get(name)
        return
    described = module.name if isinstance(module, ApiValue) else "a module that was not found"
    machine.gap(site, f"the names imported by * from {described} are not known")
    machine.trail.set(machine.frame.scope.module.names.state, "__incomplete__", value=True)
