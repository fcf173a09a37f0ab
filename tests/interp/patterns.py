"""Whether a concrete key is one that a pattern stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.predict.keys import SaveEvent

if TYPE_CHECKING:
    from ckptlens.ide.analysis import Analysis
    from ckptlens.predict.keys import Key
    from ckptlens.template import Template


def matches(pattern: Template, text: str) -> bool:
    """A hole stands for any text, and one name for one text."""
    named: dict[str, str] = {}
    expression = ""
    for part in pattern.parts:
        if isinstance(part, str):
            expression += re.escape(part)
        elif part.name in named:
            expression += f"(?P={named[part.name]})"
        else:
            named[part.name] = f"hole{len(named)}"
            expression += f"(?P<{named[part.name]}>.*)"
    return re.fullmatch(expression, text, re.DOTALL) is not None


def saved_keys(analysis: Analysis) -> list[Key]:
    """The keys of all save events of a prediction."""
    return [key for event in analysis.prediction.events if isinstance(event, SaveEvent) for key in event.keys.keys]


def uncovered(concrete: list[Key], patterns: list[Key]) -> list[str]:
    """Concrete keys that no pattern stands for."""
    return [str(key.text) for key in concrete if not any(matches(p.text, key.text.literal or "") for p in patterns)]


def unmet(patterns: list[Key], concrete: list[Key]) -> list[str]:
    """Unconditional patterns that stand for none of the concrete keys."""
    return [str(p.text) for p in patterns if p.when is None and not any(matches(p.text, key.text.literal or "") for key in concrete)]
