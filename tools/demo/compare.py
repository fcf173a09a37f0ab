"""Compares predicted with real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs import DemoError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from programs import Fact


def must_be_equal(predicted: Mapping[str, Fact], real: Mapping[str, Fact], what: str) -> None:
    """DemoError with the differences, unless keys, shapes and dtypes are all equal."""
    lines = [f"  {key}: predicted {predicted.get(key)}, in the file {real.get(key)}" for key in sorted({*predicted, *real})]
    wrong = [line for key, line in zip(sorted({*predicted, *real}), lines, strict=True) if predicted.get(key) != real.get(key)]
    if wrong:
        raise DemoError(f"{what}: {len(wrong)} keys differ\n" + "\n".join(wrong[:10]))
