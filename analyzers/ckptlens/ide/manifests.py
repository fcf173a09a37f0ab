"""Requirements in the files by which projects name what they use: one ``name==version`` text each."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Table = dict[str, object]

_QUOTED = re.compile(r"""["']([A-Za-z][\w.-]*(?:\[[^\]]*\])?\s*(?:[=<>!~^][^"']*)?)["']""")
_CONDA = re.compile(r"^\s*-\s*([A-Za-z][\w.-]*)\s*([=<>!~].*)?$")
_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock")


def requirements(name: str, text: str) -> Iterator[str]:
    """The requirements that the file `name` with this text states, in its order; none when it cannot be read."""
    if name.endswith(".txt"):
        yield from _lines(text)
    elif name in _LOCKS:
        yield from _locked(_toml(text))
    elif name == "Pipfile":
        yield from _named(_toml(text).get("packages"))
    elif name.endswith(".toml"):
        yield from pyproject_requirements(_toml(text))
    elif name == "Pipfile.lock":
        yield from _pipfile_lock(text)
    elif name == "setup.cfg":
        yield from _setup_cfg(text)
    elif name.endswith(".py"):
        yield from (match[1] for match in _QUOTED.finditer(text))
    elif name.endswith((".yml", ".yaml")):
        yield from _conda(text)
    elif name.endswith("METADATA"):
        yield from _metadata(text)


def own_settings(text: str) -> Table:
    """The table ``[tool.ckptlens]`` of a pyproject.toml."""
    return table(table(_toml(text).get("tool")).get("ckptlens"))


def table(value: object) -> Table:
    """A table, empty for what is none."""
    return cast("Table", value) if isinstance(value, dict) else {}


def _toml(text: str) -> Table:
    try:
        return cast("Table", tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return {}


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield re.sub(r"(^|\s)#.*", "", line).split(";")[0].strip()


def pyproject_requirements(found: Table) -> Iterator[str]:
    """The dependencies of a project, its extras and groups, as PEP 621 and Poetry write them."""
    project = table(found.get("project"))
    groups = [project.get("dependencies"), *table(project.get("optional-dependencies")).values()]
    groups += table(found.get("dependency-groups")).values()
    for group in groups:
        for line in cast("list[object]", group) if isinstance(group, list) else ():
            if isinstance(line, str):
                yield line.split(";")[0].strip()
    poetry = table(table(found.get("tool")).get("poetry"))
    yield from _named(poetry.get("dependencies"))
    for group in table(poetry.get("group")).values():
        yield from _named(table(group).get("dependencies"))


def _named(found: object) -> Iterator[str]:
    for name, version in table(found).items():
        text = version if isinstance(version, str) else table(version).get("version")
        if isinstance(text, str):
            yield f"{name}{text if text[:1] in '^~<>=!' else f'=={text}'}" if text != "*" else name


def _locked(found: Table) -> Iterator[str]:
    packages = found.get("package")
    for package in cast("list[object]", packages) if isinstance(packages, list) else ():
        name, version = table(package).get("name"), table(package).get("version")
        if isinstance(name, str) and isinstance(version, str):
            yield f"{name}=={version}"


def _pipfile_lock(text: str) -> Iterator[str]:
    try:
        found = table(json.loads(text))
    except ValueError:
        return
    for section in ("default", "develop"):
        yield from _named(found.get(section))


def _setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    listed = parser.get("options", "install_requires", fallback="")
    extras = parser["options.extras_require"].values() if parser.has_section("options.extras_require") else ()
    for part in (listed, *extras):
        yield from _lines(part)


def _conda(text: str) -> Iterator[str]:
    """Conda writes ``name=1.15`` for what pip writes as ``name==1.15.*``."""
    for line in text.split("\n"):
        match = _CONDA.match(line.partition("#")[0].rstrip())
        if match is not None:
            limits = match[2] or ""
            yield match[1] + (f"={limits}" if re.match(r"=[^=]", limits) else limits)


def _metadata(text: str) -> Iterator[str]:
    head = text.partition("\n\n")[0]
    name, version = (re.search(rf"^{field}:\s*(\S+)", head, re.MULTILINE) for field in ("Name", "Version"))
    if name is not None and version is not None:
        yield f"{name[1]}=={version[1]}"
