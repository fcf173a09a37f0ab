"""Every example of a rule, analysed: the invalid ones are found, the valid ones are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.program.sources import MemorySources

from rules.catalogue import ON_STACKS, Case

if TYPE_CHECKING:
    from ckptlens.stacks import Stack


def findings(case: Case, stack: Stack):
    texts = {name: data.decode() for name, data in case.example.files if name.endswith("checkpoint")}
    sources = MemorySources({"program.py": case.example.source, **texts}, dict(case.example.files))
    analysis = analyse(sources, "program.py", Options(stack=stack))
    return [finding for finding in analysis.findings if finding.code == case.rule.code]


@pytest.mark.parametrize(("case", "stack"), [p for p in ON_STACKS if not p.values[0].valid])
def test_invalid_example_is_found_once(case: Case, stack: Stack):
    found = findings(case, stack)
    assert [f.severity for f in found] == [case.example.severity or case.rule.severity]


@pytest.mark.parametrize(("case", "stack"), [p for p in ON_STACKS if p.values[0].valid])
def test_valid_example_is_left_alone(case: Case, stack: Stack):
    assert findings(case, stack) == []
