"""Each case's fix turns the first program into the second, and is then done."""

from __future__ import annotations

import pytest
from ckptlens.fixes.model import Fix, Safety
from ckptlens.ide.actions import offers
from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import SaveEvent
from ckptlens.program.sources import MemorySources
from ckptlens.text import Span, apply_edits

from fixes.cases import FOLDER, GOLDEN, REFUSING, Case

PREFIX = "old/model.ckpt"


def sources(case: Case, text: str) -> MemorySources:
    index = {f"{PREFIX}.index": (FOLDER / "checkpoints" / f"{case.checkpoint}.index").read_bytes()} if case.checkpoint else {}
    return MemorySources({"program.py": text}, index)


def analysed(case: Case, text: str):
    return analyse(sources(case, text), "program.py", Options(stack=case.stack))


def offered(case: Case, text: str) -> list[Fix]:
    everywhere = Span(0, len(text))
    found = offers(analysed(case, text), sources(case, text), "program.py", everywhere, PREFIX if case.checkpoint else None)
    return [fix for fix in found if fix.id == case.fix]


def chosen(case: Case) -> Fix:
    return next(fix for fix in offered(case, case.before) if fix.title.startswith(case.title))


def fixed(case: Case) -> str:
    (file,) = chosen(case).edits
    return apply_edits(case.before, file.edits)


@pytest.mark.parametrize("case", GOLDEN)
def test_fix_gives_the_golden_text(case: Case):
    assert fixed(case) == case.after


@pytest.mark.parametrize("case", GOLDEN)
def test_fix_removes_its_finding(case: Case):
    finding = chosen(case).finding
    left = [f.code for f in analysed(case, fixed(case)).findings]
    assert finding is None or finding.code not in left


@pytest.mark.parametrize("case", GOLDEN)
def test_fixed_program_is_offered_nothing_more(case: Case):
    assert offered(case, fixed(case)) == []


@pytest.mark.parametrize("case", GOLDEN)
def test_fix_brings_no_new_finding(case: Case):
    before = {f.code for f in analysed(case, case.before).findings}
    after = {f.code for f in analysed(case, fixed(case)).findings}
    assert after - before == set()


@pytest.mark.parametrize("case", GOLDEN)
def test_safe_fix_changes_no_predicted_key(case: Case):
    if chosen(case).safety is Safety.SAFE:
        assert written_keys(case, fixed(case)) == written_keys(case, case.before)


def written_keys(case: Case, text: str) -> list[list[str]]:
    return [[str(key.text) for key in e.keys.keys] for e in analysed(case, text).prediction.events if isinstance(e, SaveEvent)]


@pytest.mark.parametrize("case", REFUSING)
def test_fix_is_not_offered(case: Case):
    assert offered(case, case.before) == []
