"""Entries that a project names for all of its programs."""

from __future__ import annotations

from ckptlens_server.project import project_entries


def test_entries_stand_in_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ckptlens]\nentries = ["build(2)", 3]\n', encoding="utf-8")
    assert project_entries(str(tmp_path)) == ("build(2)",)


def test_a_project_without_settings_names_none(tmp_path):
    assert project_entries(str(tmp_path)) == ()
