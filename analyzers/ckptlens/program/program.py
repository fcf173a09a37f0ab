"""A program: the files it is made of, and how its imports find them."""

from __future__ import annotations

from posixpath import basename, dirname
from typing import TYPE_CHECKING

from msgspec import Struct

from ckptlens.syntax.parse import parse_import, parse_module

if TYPE_CHECKING:
    from ckptlens.program.sources import SourceProvider
    from ckptlens.syntax import ir
    from ckptlens.text import Location


class Program(Struct, frozen=True):
    """A program that starts at the file `path`.

    `roots` are searched for imports in order, before the file's own folder; the folder `project` is searched last.
    """

    sources: SourceProvider
    path: str
    roots: tuple[str, ...] = ()
    project: str | None = None
    assumptions: tuple[tuple[str, str], ...] = ()
    """Names of unknowns, each with the Python literal that the user gives for it."""
    checkpoints: tuple[tuple[Location, str], ...] = ()
    """Lines of the program, each with the prefix of the checkpoint that is read there, as the user says."""

    def module_at(self, path: str) -> ir.Module | None:
        """The parsed file, None when it cannot be read."""
        text = self.sources.read(path)
        if text is None:
            return None
        return parse_module(text) if path == self.path else parse_import(text)

    def search_path(self) -> tuple[str, ...]:
        """Folders that imports are looked up in: the roots, the file's folder, the folder that holds its package, the project."""
        last = [self.project] if self.project is not None else []
        return tuple(dict.fromkeys([*self.roots, dirname(self.path), package_of(self)[0], *last]))


class Found(Struct, frozen=True):
    """A module found on the search path: its file (empty for a folder without ``__init__.py``)."""

    path: str
    is_package: bool


def find_module(program: Program, name: str) -> Found | None:
    """The file of an absolute dotted module name, as Python would find it on the search path."""
    relative = name.replace(".", "/")
    namespace: Found | None = None
    for root in program.search_path():
        base = f"{root}/{relative}" if root else relative
        for candidate, is_package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if program.sources.read(candidate) is not None:
                return Found(candidate, is_package)
        if namespace is None and program.sources.is_dir(base):
            namespace = Found("", is_package=True)
    return namespace


def absolute_name(current: str, is_package: bool, module: str, level: int) -> str | None:
    """The absolute name of a relative import in the module `current`; None when it leaves the top-level package."""
    if level == 0:
        return module
    parts = current.split(".") if current else []
    drop = level - 1 if is_package else level
    if drop > len(parts):
        return None
    kept = parts[: len(parts) - drop]
    return ".".join([*kept, module] if module else kept) or None


def package_of(program: Program) -> tuple[str, str]:
    """The folder that holds the top package of the program's file, and the file's dotted name below it."""
    folder, name = dirname(program.path), basename(program.path).removesuffix(".py")
    parts = [] if name == "__init__" else [name]
    while folder and program.sources.read(f"{folder}/__init__.py") is not None:
        parts.insert(0, basename(folder))
        folder = dirname(folder)
    return folder, ".".join(parts)
