"""All quick fixes, and what they offer at one selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes import (
    add_var_list_to_saver,
    all_variables_to_checkpoint,
    append_restore_check,
    assign_variables_in_eager,
    build_before_restore,
    checkpoint_before_loop,
    guard_missing_checkpoint,
    initialize_before_restore,
    insert_assignment_map,
    insert_checkpoint,
    keras_values_to_saver,
    legacy_optimizer,
    move_saver_after_variables,
    name_without_number,
    raise_on_empty_map,
    rename_keras_file,
    restore_as_saved,
    root_as_saved,
    run_restore_ops,
    save_both_kinds,
    saver_list_to_dict,
    saver_to_checkpoint,
    select_all_for_warm_start,
    show_containers,
    slash_after_scope,
    strip_path_suffix,
    track_tf1_variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.model import Fix, FixContext, FixSpec

FIXES: tuple[FixSpec, ...] = (
    add_var_list_to_saver.SPEC,
    saver_list_to_dict.SPEC,
    name_without_number.SPEC,
    keras_values_to_saver.SPEC,
    insert_assignment_map.SPEC,
    saver_to_checkpoint.SPEC,
    track_tf1_variables.SPEC,
    append_restore_check.SPEC,
    restore_as_saved.SPEC,
    run_restore_ops.SPEC,
    initialize_before_restore.SPEC,
    move_saver_after_variables.SPEC,
    guard_missing_checkpoint.SPEC,
    strip_path_suffix.SPEC,
    root_as_saved.SPEC,
    checkpoint_before_loop.SPEC,
    save_both_kinds.SPEC,
    all_variables_to_checkpoint.SPEC,
    assign_variables_in_eager.SPEC,
    slash_after_scope.SPEC,
    raise_on_empty_map.SPEC,
    rename_keras_file.SPEC,
    show_containers.SPEC,
    build_before_restore.SPEC,
    legacy_optimizer.SPEC,
    select_all_for_warm_start.SPEC,
    insert_checkpoint.SPEC,
)


def offer(context: FixContext) -> Iterator[Fix]:
    """Everything that the fixes offer for the findings and the selection of `context`, in the order of the registry."""
    for spec in FIXES:
        yield from spec.offer(context)
