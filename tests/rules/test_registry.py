"""The registry: codes, documentation, suppression, order."""

from __future__ import annotations

import sys

import pytest
from ckptlens.fixes.registry import FIXES
from ckptlens.predict.keys import Prediction
from ckptlens.program.sources import MemorySources
from ckptlens.rules.model import RuleContext, Severity
from ckptlens.rules.registry import RULES, check
from ckptlens.stacks import Stack
from ckptlens.template import template
from ckptlens.text import Location, Span
from ckptlens.trace import CallSite, Mode, PathArgument, Restore, Save, SaverMade, Trace

HEADINGS = ["What it does", "Why it breaks a checkpoint", "Use instead", "Fix safety", "References"]
SAVER = "saver = Saver()"


def saver(uid: int, start: int, end: int) -> SaverMade:
    here = Location("a.py", Span(start, end))
    return SaverMade(uid, "tf.compat.v1.train.Saver", CallSite(here, here), Mode.EAGER, 0, explicit=False, defer_build=False, items=())


def found(text: str, *makers: SaverMade, restores: tuple[Restore, ...] = ()):
    trace = Trace("a.py", "", str(Stack.TF215_KERAS2), makers=makers, restores=restores)
    prediction = Prediction("a.py", trace.stack, (), None, ())
    return check(RuleContext(trace, prediction, Stack.TF215_KERAS2, MemorySources({"a.py": text})))


def restore(path: str | None, *, style: str = "object", maybe_none: bool = False) -> Restore:
    here = Location("a.py", Span(0, 5))
    argument = PathArgument(None if path is None else template([path]), here, maybe_none=maybe_none)
    api = "tf.train.Checkpoint.restore" if style == "object" else "tf.compat.v1.train.Saver.restore"
    return Restore(2, api, CallSite(here, here), style, None, argument, Mode.EAGER, status_calls=("assert_consumed",))


def test_codes_are_unique_and_sorted():
    codes = [rule.code for rule in RULES]
    assert codes == sorted({*codes})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_its_documentation(rule):
    documentation = sys.modules[rule.check.__module__].__doc__ or ""
    assert [line[3:] for line in documentation.splitlines() if line.startswith("## ")] == HEADINGS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_three_examples_of_each_kind(rule):
    module = sys.modules[rule.check.__module__]
    assert len(module.VALID) >= 3
    assert len(module.INVALID) >= 3


def test_rules_and_fixes_name_each_other():
    by_rule = {(rule.code, fix) for rule in RULES for fix in rule.fixes}
    by_fix = {(code, fix.id) for fix in FIXES for code in fix.rules if code in {rule.code for rule in RULES}}
    assert by_rule == by_fix


def test_finding_is_given():
    assert [f.code for f in found(SAVER, saver(1, 8, 15))] == ["CK202"]


def test_comment_on_the_line_ignores_the_code():
    assert found(f"{SAVER}  # ckptlens: ignore[CK202] built later", saver(1, 8, 15)) == ()


def test_comment_names_several_codes():
    assert found(f"{SAVER}  # ckptlens: ignore[CK207, CK202] legacy", saver(1, 8, 15)) == ()


def test_comment_for_another_code_ignores_nothing():
    assert [f.code for f in found(f"{SAVER}  # ckptlens: ignore[CK207] legacy", saver(1, 8, 15))] == ["CK202"]


def test_comment_on_another_line_ignores_nothing():
    assert [f.code for f in found(f"{SAVER}\n# ckptlens: ignore[CK202] legacy", saver(1, 8, 15))] == ["CK202"]


def test_findings_are_in_the_order_of_places():
    assert [f.subject for f in found(f"{SAVER}\n{SAVER}", saver(1, 24, 31), saver(2, 8, 15))] == [2, 1]


def test_a_folder_is_no_prefix():
    sources = MemorySources({"a.py": ""}, {"out/ckpt-1.index": b""})
    trace = Trace("a.py", "", "tf2.15-keras2", restores=(restore("out"),))
    context = RuleContext(trace, Prediction("a.py", trace.stack, (), None, ()), Stack.TF215_KERAS2, sources)
    assert [f.message for f in check(context)] == ["'out' is a folder, not a checkpoint prefix: Checkpoint.restore may raise DataLossError"]


def test_a_saved_model_folder_can_be_restored():
    sources = MemorySources({"a.py": ""}, {"out/saved_model.pb": b""})
    trace = Trace("a.py", "", "tf2.15-keras2", restores=(restore("out"),))
    context = RuleContext(trace, Prediction("a.py", trace.stack, (), None, ()), Stack.TF215_KERAS2, sources)
    assert check(context) == ()


def test_a_saver_with_a_path_that_may_be_none_warns():
    (finding,) = found("sa()", restores=(restore(None, style="name", maybe_none=True),))
    assert (finding.code, finding.severity) == ("CK217", Severity.WARNING)


def test_a_call_that_runs_twice_gives_one_finding():
    assert [f.subject for f in found(SAVER, saver(1, 8, 15), saver(2, 8, 15))] == [1]


def path(folder: str) -> PathArgument:
    return PathArgument(None, Location("a.py", Span(0, 5)), maybe_none=True, folder=template([folder]))


def restores_after_saving_to(prefix: str, folder: str):
    here = CallSite(Location("a.py", Span(0, 5)), Location("a.py", Span(0, 5)))
    save = Save(1, "tf.compat.v1.train.Saver.save", here, "name", None, PathArgument(template([prefix]), None), Mode.EAGER)
    restore = Restore(2, "tf.compat.v1.train.Saver.restore", here, "name", None, path(folder), Mode.EAGER)
    trace = Trace("a.py", "", "tf2.15-keras2", saves=(save,), restores=(restore,))
    prediction = Prediction("a.py", trace.stack, (), None, ())
    return [f.code for f in check(RuleContext(trace, prediction, Stack.TF215_KERAS2, MemorySources({"a.py": ""})))]


def test_a_folder_that_was_saved_to_has_a_latest_checkpoint():
    assert restores_after_saving_to("out/model.ckpt", "out") == []


def test_another_folder_may_have_none():
    assert restores_after_saving_to("out/model.ckpt", "other") == ["CK217"]
