"""Where the page of each rule is: under the address that the client gives, else beside the server itself."""

from __future__ import annotations

import functools
from pathlib import Path

PLACES = (Path(__file__).parent / "pages", Path(__file__).parents[2] / "docs" / "rules")
"""The pages as they are installed with the server, and in its source tree."""


def rule_page(code: str, docs: str | None) -> str | None:
    """The URI of a rule's page in the folder at `docs`, or where the server has it; None for what is no rule."""
    if not code.startswith("CK"):
        return None
    return f"{docs.rstrip('/')}/{code}.md" if docs else _own_page(code)


@functools.cache
def _own_page(code: str) -> str | None:
    pages = (folder / f"{code}.md" for folder in PLACES)
    return next((page.as_uri() for page in pages if page.is_file()), None)
