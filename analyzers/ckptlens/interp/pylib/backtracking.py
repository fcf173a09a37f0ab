"""How long a regular expression may take: Python's engine goes back and tries again, and cannot be stopped."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|P<\w+>|[a-zA-Z]+[:)]))?|\)|[*+?]|\{\d*,?\d*\}|\|", re.DOTALL)
_MOST_STEPS = 20_000_000
_NESTED = 24
"""Characters up to which repetitions inside repetitions, which double the steps with each one, are still quick."""


def is_quick(pattern: str, length: int) -> bool:
    """Whether matching a text of this length ends soon, however unlucky."""
    repeats, nested = _repeats(pattern)
    if len(pattern) > _MOST_STEPS // 1_000:
        return False
    if nested and length > _NESTED:
        return False
    # A search starts anew at each character.
    return (length + 1) ** min(repeats + 1, 16) <= _MOST_STEPS or length <= _NESTED


def _repeats(pattern: str) -> tuple[int, bool]:
    """How many unbounded repetitions there are, and whether one is inside another."""
    count, nested = 0, False
    stack = [False]
    closed: bool | None = None
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        adjacent, closed = closed, None
        if text.startswith("("):
            stack.append(False)
        elif text == ")":
            inner = stack.pop() if len(stack) > 1 else stack[0]
            closed = inner
            stack[-1] |= inner
        elif _is_unbounded(text):
            count += 1
            nested |= bool(adjacent) and pattern[token.start() - 1] == ")"
            stack[-1] = True
    return count, nested


def _is_unbounded(token: str) -> bool:
    return token in ("*", "+") or (token.startswith("{") and (token.endswith(",}") or any(len(n) > 1 for n in re.findall(r"\d+", token))))
