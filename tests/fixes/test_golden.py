"""Each case's fix turns the first program into the second, and is then done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ckptlens.fixes.model import Fix, Safety
from ckptlens.ide.actions import offers
from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import SaveEvent
from ckptlens.program.sources import MemorySources
from ckptlens.text import Span, apply_edits

from fixes.cases import FOLDER, GOLDEN, REFUSING, Case

if TYPE_CHECKING:
    from ckptlens.stacks import Stack

PREFIX = "old/model.ckpt"


def sources(case: Case, text: str) -> MemorySources:
    index = {f"{PREFIX}.index": (FOLDER / "checkpoints" / f"{case.checkpoint}.index").read_bytes()} if case.checkpoint else {}
    return MemorySources({"program.py": text}, index)


def analysed(case: Case, stack: Stack, text: str):
    return analyse(sources(case, text), "program.py", Options(stack=stack))


def offered(case: Case, stack: Stack, text: str) -> list[Fix]:
    everywhere = Span(0, len(text))
    earlier = analysed(case, stack, case.earlier) if case.earlier else None
    prefix = PREFIX if case.checkpoint else None
    found = offers(analysed(case, stack, text), sources(case, text), "program.py", everywhere, prefix, earlier=earlier)
    return [fix for fix in found if fix.id == case.fix]


def chosen(case: Case, stack: Stack) -> Fix:
    return next(fix for fix in offered(case, stack, case.before) if fix.title.startswith(case.title))


def fixed(case: Case, stack: Stack) -> str:
    (file,) = chosen(case, stack).edits
    return apply_edits(case.before, file.edits)


@pytest.mark.parametrize(("case", "stack"), GOLDEN)
def test_fix_gives_the_golden_text(case: Case, stack: Stack):
    assert fixed(case, stack) == case.after


@pytest.mark.parametrize(("case", "stack"), GOLDEN)
def test_fix_removes_its_finding(case: Case, stack: Stack):
    finding = chosen(case, stack).finding
    left = [f.code for f in analysed(case, stack, fixed(case, stack)).findings]
    assert finding is None or finding.code not in left


@pytest.mark.parametrize(("case", "stack"), GOLDEN)
def test_fixed_program_is_offered_nothing_more(case: Case, stack: Stack):
    assert offered(case, stack, fixed(case, stack)) == []


@pytest.mark.parametrize(("case", "stack"), GOLDEN)
def test_fix_brings_no_new_finding(case: Case, stack: Stack):
    before = {f.code for f in analysed(case, stack, case.before).findings}
    after = {f.code for f in analysed(case, stack, fixed(case, stack)).findings}
    assert after - before == set() or case.shows_after.startswith("raises")


@pytest.mark.parametrize(("case", "stack"), GOLDEN)
def test_safe_fix_changes_no_predicted_key(case: Case, stack: Stack):
    if chosen(case, stack).safety is Safety.SAFE:
        assert written_keys(case, stack, fixed(case, stack)) == written_keys(case, stack, case.before)


def written_keys(case: Case, stack: Stack, text: str) -> list[list[str]]:
    return [[str(key.text) for key in e.keys.keys] for e in analysed(case, stack, text).prediction.events if isinstance(e, SaveEvent)]


@pytest.mark.parametrize(("case", "stack"), REFUSING)
def test_fix_is_not_offered(case: Case, stack: Stack):
    assert offered(case, stack, case.before) == []
