#!/usr/bin/env python3
"""Writes docs/rules/ from the rule modules: one page per rule and an index.

With --check it writes nothing and fails when a page is stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.fixes.registry import FIXES
from ckptlens.rules.registry import RULES

if TYPE_CHECKING:
    from ckptlens.rules.examples import Example
    from ckptlens.rules.model import Rule

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
_SPLIT_BEFORE = "## Use instead"
_MADE_BY = "<!-- Made by tools/generate_rule_docs.py from the rule's module. -->"


def page(rule: Rule) -> str:
    """The Markdown page of one rule: its docstring with the examples put in."""
    module = sys.modules[rule.check.__module__]
    summary, _, body = (module.__doc__ or "").partition("\n")
    before, heading, after = body.strip().partition(_SPLIT_BEFORE)
    fixes = ", ".join(f"{spec.id} ({_summary_of(spec.offer.__module__)})" for spec in FIXES if spec.id in rule.fixes) or "none"
    return "\n\n".join(
        [
            f"# {rule.code} {rule.name}",
            _MADE_BY,
            summary,
            f"Severity: {rule.severity}. Quick fixes: {fixes}.",
            before.strip(),
            "## Example",
            *(_example(example) for example in module.INVALID),
            f"{heading}{after}".strip(),
            "## Not reported",
            *(_example(example) for example in module.VALID),
            "## Turn it off",
            f"`# ckptlens: ignore[{rule.code}] reason` on the line.\n",
        ]
    )


def _summary_of(module: str) -> str:
    return (sys.modules[module].__doc__ or "").partition("\n")[0].partition(": ")[2].rstrip(".")


def _example(example: Example) -> str:
    beside = f"\n\nBeside it: {', '.join(f'`{name}`' for name, _ in example.files)}." if example.files else ""
    return f"{example.about}\n\n```python\n{example.source}```{beside}\n\n{_outcome(example)}"


def _outcome(example: Example) -> str:
    if example.raises:
        return f"TensorFlow raises {example.raises}."
    wanted = f", not `{example.wanted}`" if example.wanted else ""
    return f"It prints `{example.prints}`{wanted}."


def index() -> str:
    """The Markdown list of all rules."""
    rows = [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {', '.join(rule.fixes) or '-'} |" for rule in RULES]
    intro = "Every example on these pages is a test: it is analysed, and run under real TensorFlow."
    return "\n".join(["# Rules", "", _MADE_BY, "", intro, "", "| code | name | severity | fixes |", "|---|---|---|---|", *rows, ""])


def pages() -> dict[Path, str]:
    """Every generated file and its content."""
    return {FOLDER / "index.md": index(), **{FOLDER / f"{rule.code}.md": page(rule) for rule in RULES}}


def stale() -> list[Path]:
    """Files that are missing, out of date, or of a rule that is gone."""
    wanted = pages()
    wrong = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return sorted([*wrong, *(path for path in FOLDER.glob("*.md") if path not in wanted)])


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")
    if parser.parse_args().check:
        for path in (found := stale()):
            print(f"{path.relative_to(FOLDER.parent.parent).as_posix()} is out of date: run tools/generate_rule_docs.py", file=sys.stderr)
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in stale():
        path.unlink(missing_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
