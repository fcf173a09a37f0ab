"""How imports find the files of a program."""

from __future__ import annotations

import pytest
from ckptlens.program.program import Found, Program, absolute_name, find_module, package_of
from ckptlens.program.sources import MemorySources


def program(*paths: str, path: str = "main.py", roots: tuple[str, ...] = ()) -> Program:
    return Program(MemorySources(dict.fromkeys((path, *paths), "")), path, roots)


def test_a_module_stands_beside_the_program():
    assert find_module(program("app/other.py", path="app/main.py"), "other") == Found("app/other.py", is_package=False)


def test_a_package_is_its_init():
    assert find_module(program("models/__init__.py"), "models") == Found("models/__init__.py", is_package=True)


def test_a_dotted_name_goes_down_the_folders():
    assert find_module(program("a/__init__.py", "a/b/__init__.py", "a/b/c.py"), "a.b.c") == Found("a/b/c.py", is_package=False)


def test_a_package_hides_a_module_of_its_name():
    assert find_module(program("a.py", "a/__init__.py"), "a") == Found("a/__init__.py", is_package=True)


def test_a_module_hides_a_folder_without_init():
    assert find_module(program("a.py", "a/b.py"), "a") == Found("a.py", is_package=False)


def test_a_folder_without_init_is_a_package_without_file():
    assert find_module(program("space/b.py"), "space") == Found("", is_package=True)


def test_a_module_in_a_later_root_hides_a_folder_in_an_earlier_one():
    found = find_module(program("one/a/b.py", "two/a.py", roots=("one", "two")), "a")
    assert found == Found("two/a.py", is_package=False)


def test_roots_come_before_the_folder_of_the_program():
    assert find_module(program("a.py", "lib/a.py", roots=("lib",)), "a") == Found("lib/a.py", is_package=False)


def test_the_folder_around_the_package_of_the_program_is_searched():
    paths = ("src/pkg/__init__.py", "src/pkg/sub/__init__.py", "src/other.py")
    assert find_module(program(*paths, path="src/pkg/sub/main.py"), "other") == Found("src/other.py", is_package=False)


def test_what_is_not_there_is_not_found():
    assert find_module(program("a/b.py"), "a.c") is None


@pytest.mark.parametrize(
    ("current", "is_package", "module", "level", "expected"),
    [
        ("a.b", False, "c", 0, "c"),
        ("a.b", False, "c", 1, "a.c"),
        ("a.b", True, "c", 1, "a.b.c"),
        ("a.b.c", False, "d.e", 2, "a.d.e"),
        ("a.b", False, "", 1, "a"),
        ("a", True, "", 1, "a"),
        ("a", False, "b", 1, "b"),
        ("a", False, "b", 2, None),
        ("a", False, "", 1, None),
        ("", False, "b", 1, None),
    ],
)
def test_a_relative_name_becomes(current, is_package, module, level, expected):
    assert absolute_name(current, is_package, module, level) == expected


@pytest.mark.parametrize(
    ("path", "packages", "expected"),
    [
        ("main.py", (), ("", "main")),
        ("app/main.py", (), ("app", "main")),
        ("src/pkg/main.py", ("src/pkg",), ("src", "pkg.main")),
        ("pkg/sub/__init__.py", ("pkg", "pkg/sub"), ("", "pkg.sub")),
    ],
)
def test_the_package_of_a_file(path, packages, expected):
    assert package_of(program(*(f"{p}/__init__.py" for p in packages), path=path)) == expected


def test_a_file_that_cannot_be_read_has_no_module():
    assert program().module_at("missing.py") is None
