"""Every example of a rule, analysed: the invalid ones are found, the valid ones are left alone."""

from __future__ import annotations

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.program.sources import MemorySources
from ckptlens.stacks import Stack

from rules.catalogue import PARAMETERS, Case

STACKS = (Stack.TF215_KERAS2, Stack.TF221_KERAS2, Stack.TF221_KERAS3)


def findings(case: Case, stack: Stack):
    analysis = analyse(MemorySources({"program.py": case.example.source}), "program.py", Options(stack=stack))
    return [finding for finding in analysis.findings if finding.code == case.rule.code]


@pytest.mark.parametrize("stack", STACKS, ids=str)
@pytest.mark.parametrize("case", [p for p in PARAMETERS if not p.values[0].valid])
def test_invalid_example_is_found_once(case: Case, stack):
    found = findings(case, stack)
    assert [f.severity for f in found] == [case.example.severity or case.rule.severity]


@pytest.mark.parametrize("stack", STACKS, ids=str)
@pytest.mark.parametrize("case", [p for p in PARAMETERS if p.values[0].valid])
def test_valid_example_is_left_alone(case: Case, stack):
    assert findings(case, stack) == []
