"""The user's settings, as the editor sends them."""

from __future__ import annotations

import logging
from typing import cast

from ckptlens.ide.choices import Choices, choices_of
from ckptlens.stacks import Stack
from msgspec import Struct, field

log = logging.getLogger(__name__)


class Settings(Struct, frozen=True):
    """`stack` None: found from the project. `roots`: import path, absolute or relative to the workspace folder.
    `python`: interpreter with TensorFlow for conversions and runs. `selected`: the one
    that the user chose in the editor for Python files. `docs`: address of the folder with the rules' pages, if the
    client has its own.
    `trusted` False: the user has not said that the workspace may run code, so no interpreter of it is started.
    `choices`: which findings are wanted, over what the project says."""

    stack: Stack | None = None
    roots: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    python: str | None = None
    docs: str | None = None
    trusted: bool = True
    choices: Choices = field(default_factory=Choices)
    selected: str | None = None


def settings_of(sent: object) -> Settings:
    """The settings in the object of the section ``ckptlens``. What has the wrong type is logged and left at its default."""
    table = _table(sent)
    return Settings(
        stack=_stack(table.get("stack")),
        roots=_texts(table, "roots"),
        entries=_texts(table, "entries"),
        python=_text(table, "python") or _text(_table(table.get("executor")), "python"),
        docs=_text(table, "docs"),
        trusted=table.get("trusted") is not False,
        choices=_choices(table),
        selected=_text(table, "selectedPython"),
    )


def _choices(table: dict[str, object]) -> Choices:
    found = choices_of(table, "")
    for complaint in found.complaints:
        log.warning("ckptlens.%s", complaint.message)
    return found


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _stack(value: object) -> Stack | None:
    if value in (None, "", "auto"):
        return None
    if isinstance(value, str) and value in list(Stack):
        return Stack(value)
    log.warning("ckptlens.stack: %r is none of %s; the stack is found from the project", value, ", ".join(Stack))
    return None


def _texts(table: dict[str, object], name: str) -> tuple[str, ...]:
    value = table.get(name)
    items = cast("list[object]", value) if isinstance(value, list) else []
    texts = tuple(item for item in items if isinstance(item, str))
    if value is not None and (not isinstance(value, list) or len(texts) < len(items)):
        log.warning("ckptlens.%s: %s is not a list of texts and is ignored", name, repr(cast("object", value)))
        return ()
    return texts


def _text(table: dict[str, object], name: str) -> str | None:
    value = table.get(name)
    if value is None or isinstance(value, str):
        return value or None
    log.warning("ckptlens.%s: %r is not a text and is ignored", name, value)
    return None
