"""All rules, and the findings they give for one run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.rules import (
    absent_api,
    assignment_map_in_eager,
    assignment_map_mismatch,
    assignment_map_not_checked,
    automatic_name,
    call_refused,
    checked_before_built,
    checkpoint_per_save,
    checkpoints_not_rotated,
    converter_input,
    counted_scope,
    damaged_checkpoint,
    duplicate_variable_names,
    estimator_removed,
    get_variable_in_eager,
    initializer_after_restore,
    keras3_variables_in_saver,
    keras_file_not_written,
    keras_weights_not_loaded,
    key_not_in_checkpoint,
    key_with_output_number,
    legacy_optimizer_checkpoint,
    matched_by_name_alone,
    meta_graph_in_eager,
    modes_mixed,
    not_a_checkpoint_prefix,
    objects_differ,
    other_keras_generation,
    other_optimizer_state,
    path_may_be_none,
    restore_leaves_variables,
    restore_not_checked,
    restore_not_run,
    root_and_keyword_crossed,
    save_counter_mismatch,
    saver_before_variables,
    saver_kind_changed,
    saver_of_trained_alone,
    saver_wants_training_state,
    saver_without_variables,
    session_checkpoint_lacks_variables,
    slots_taken_for_variables,
    state_file_elsewhere,
    style_of_checkpoint,
    tracked_list_changed,
    two_writers,
    unnamed_variable,
    unread_keys,
    untrackable_argument,
    value_does_not_fit,
    variable_store_conflict,
    warm_start_misses_variables,
    weights_not_tracked,
)
from ckptlens.rules.model import Certainty, Severity
from ckptlens.rules.selection import EVERYTHING, Selection, selected
from ckptlens.text import LineIndex, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckptlens.program.sources import SourceProvider
    from ckptlens.rules.model import Finding, Rule, RuleContext

RULES: tuple[Rule, ...] = (
    duplicate_variable_names.RULE,
    unnamed_variable.RULE,
    get_variable_in_eager.RULE,
    counted_scope.RULE,
    variable_store_conflict.RULE,
    automatic_name.RULE,
    call_refused.RULE,
    key_with_output_number.RULE,
    keras3_variables_in_saver.RULE,
    absent_api.RULE,
    saver_without_variables.RULE,
    modes_mixed.RULE,
    initializer_after_restore.RULE,
    saver_before_variables.RULE,
    saver_wants_training_state.RULE,
    saver_of_trained_alone.RULE,
    meta_graph_in_eager.RULE,
    assignment_map_in_eager.RULE,
    assignment_map_mismatch.RULE,
    restore_leaves_variables.RULE,
    assignment_map_not_checked.RULE,
    path_may_be_none.RULE,
    not_a_checkpoint_prefix.RULE,
    checkpoints_not_rotated.RULE,
    checkpoint_per_save.RULE,
    two_writers.RULE,
    root_and_keyword_crossed.RULE,
    objects_differ.RULE,
    restore_not_checked.RULE,
    checked_before_built.RULE,
    weights_not_tracked.RULE,
    untrackable_argument.RULE,
    tracked_list_changed.RULE,
    restore_not_run.RULE,
    matched_by_name_alone.RULE,
    save_counter_mismatch.RULE,
    keras_file_not_written.RULE,
    keras_weights_not_loaded.RULE,
    other_keras_generation.RULE,
    legacy_optimizer_checkpoint.RULE,
    other_optimizer_state.RULE,
    estimator_removed.RULE,
    session_checkpoint_lacks_variables.RULE,
    saver_kind_changed.RULE,
    warm_start_misses_variables.RULE,
    key_not_in_checkpoint.RULE,
    unread_keys.RULE,
    value_does_not_fit.RULE,
    style_of_checkpoint.RULE,
    state_file_elsewhere.RULE,
    damaged_checkpoint.RULE,
    converter_input.RULE,
    slots_taken_for_variables.RULE,
)

_IGNORE = re.compile(r"#\s*ckptlens:\s*ignore\[\s*([A-Z]{2}\d+(?:\s*,\s*[A-Z]{2}\d+)*)\s*\]")


def check(context: RuleContext, selection: Selection = EVERYTHING) -> tuple[Finding, ...]:
    """The findings that `selection` wants, ordered by place, less those that a comment on their lines ignores.

    A call that runs several times gives one finding of a rule, the most severe.
    """
    known = tuple(finding for rule in RULES if not rule.is_last_resort for finding in rule.check(context))
    found = sorted((*known, *_last_resort(context, known)), key=_rank)
    by_place = {(finding.code, finding.location): finding for finding in reversed(found)}
    kept = selected(_not_ignored(by_place.values(), context.sources), selection)
    return tuple(sorted(kept, key=lambda f: (f.location, f.code)))


def _last_resort(context: RuleContext, known: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings of general rules, less those at calls that another finding lies in or around."""
    taken = [finding.location for finding in known]
    for finding in (finding for rule in RULES if rule.is_last_resort for finding in rule.check(context)):
        here = finding.location
        if not any(t.path == here.path and (t.span.contains(here.span.start) or here.span.contains(t.span.start)) for t in taken):
            yield finding


def _rank(finding: Finding) -> tuple[int, int]:
    return [*Severity].index(finding.severity), [*Certainty].index(finding.certainty)


def rule_of(code: str) -> Rule:
    """The rule with this code; KeyError when there is none."""
    return {rule.code: rule for rule in RULES}[code]


def _not_ignored(findings: Iterable[Finding], sources: SourceProvider) -> Iterator[Finding]:
    return (finding for finding in findings if finding.code not in ignored_codes(finding.location, sources))


def ignored_codes(location: Location, sources: SourceProvider) -> frozenset[str]:
    """The codes named by ``# ckptlens: ignore[CK207] reason`` on the lines of `location`."""
    text = sources.read(location.path)
    if text is None or "ckptlens" not in text:
        return frozenset()
    index = LineIndex(text)
    start, end = index.place(location.span.start).line, index.place(location.span.end).line
    marks = (mark for line in range(start, end + 1) for mark in _IGNORE.finditer(index.line_text(line)))
    return frozenset(code for mark in marks for code in re.split(r"\s*,\s*", mark[1]))
