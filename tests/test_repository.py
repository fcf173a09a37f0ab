"""The repository itself: what lies where, what it must not name, and what is shipped."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import ckptlens
import pytest
from ckptlens.rules.registry import RULES

ROOT = Path(__file__).resolve().parents[1]
TOP = {
    ".ci",
    ".github",
    ".gitignore",
    ".importlinter",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "analyzers",
    "benchmarks",
    "docs",
    "examples",
    "pyproject.toml",
    "server",
    "tests",
    "tools",
    "vscode-extension",
}
MADE = {
    ".git",
    ".cache",
    ".venv",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".import_linter_cache",
    ".vscode-test",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "out",
}
"""Folders that commands make; none is part of the repository."""
HOSTS = tuple(".".join(parts) for parts in (("registry", "npmjs", "org"), ("pypi", "org"), ("files", "pythonhosted", "org")))
MACHINE_PATH = re.compile(r"(?<![\w.}/])/(?:work|root|opt/venvs|home/(?!me/|u/|you/|user/)\w+)/")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def files() -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - MADE)
        found += [Path(folder) / name for name in names if name not in MADE and not name.endswith((".pyc", ".vsix"))]
    return sorted(found)


@cache
def texts() -> list[tuple[str, str]]:
    """Every text file by its path from the root."""
    found: list[tuple[str, str]] = []
    for path in files():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8")))
        except UnicodeDecodeError:  # a picture, a checkpoint
            continue
    return found


def test_the_top_level_holds_what_the_layout_names():
    assert {path.name for path in ROOT.iterdir()} - MADE - TOP == set()


def test_no_file_names_a_package_registry():
    assert [(name, host) for name, text in texts() for host in HOSTS if host in text] == []


def test_no_file_names_a_path_of_one_machine():
    assert [(name, found[0]) for name, text in texts() if (found := MACHINE_PATH.search(text))] == []


@pytest.mark.parametrize("path", ["/" + "root/project/train.py", "'/" + "home/anna/x'", " /" + "work/main"])
def test_a_path_of_one_machine_is_seen(path):
    assert MACHINE_PATH.search(path)


def test_links_between_documents_lead_somewhere():
    documents = [(name, text) for name, text in texts() if name.endswith(".md") and not name.startswith("tests/")]
    broken = [(name, link) for name, text in documents for link in LINK.findall(text) if not ((ROOT / name).parent / link).exists()]
    assert broken == []


def test_commands_in_the_documents_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for name, text in texts() if name.endswith(".md") for target in re.findall(r"`make ([a-z]+)`", text)}
    assert named - targets == set()


def test_the_readme_names_every_rule():
    named = re.findall(r"^\| \[(CK\d+)\]", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [rule.code for rule in RULES]


def test_continuous_integration_runs_make_test_and_nothing_else():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [line for line in script.split("\n") if "make" in line and not line.startswith("#")] == ["exec make test"]
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert re.findall(r"^\s*- run: (.*)$", workflow, re.MULTILINE) == [".ci/run"]


def test_the_executor_imports_the_standard_library_and_tensorflow_only():
    allowed = sys.stdlib_module_names | {"tensorflow", "numpy", "keras", "tf_keras", "ckptlens_executor"}
    strange = {
        (name, module)
        for name, text in texts()
        if name.startswith("server/ckptlens_executor/") and name.endswith(".py")
        for module in imported(text)
    }
    assert {found for found in strange if found[1] not in allowed} == set()


def imported(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in plain | from_modules}


def test_lines_are_never_split_as_str_does():
    """`str.splitlines` also splits at form feeds and U+2028, which neither Python nor editors count as line ends."""
    product = [
        (name, text) for name, text in texts() if name.startswith(("analyzers/", "server/ckptlens_server/")) and name.endswith(".py")
    ]
    assert [name for name, text in product if re.search(r"(?<!message)\.splitlines\(", text)] == []


def test_extension_and_package_have_one_version_and_one_license():
    extension = ROOT / "vscode-extension"
    assert json.loads((extension / "package.json").read_text(encoding="utf-8"))["version"] == ckptlens.__version__
    assert (extension / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.packaging
def test_the_wheel_holds_the_three_packages_and_nothing_else(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.partition("/")[0] for name in names}
    assert {name for name in packages if not name.endswith(".dist-info")} == {"ckptlens", "ckptlens_executor", "ckptlens_server"}
    assert {"ckptlens/text.py", "ckptlens_server/__main__.py", "ckptlens_server/py.typed", "ckptlens_executor/__main__.py"} <= set(names)
    assert "ckptlens_server/pages/CK207.md" in names
    assert not [name for name in names if "test" in name or name.endswith(".pyc")]
