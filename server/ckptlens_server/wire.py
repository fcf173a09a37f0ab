"""The params of ckptlens' own messages: plain JSON values, checked before use."""

from __future__ import annotations

from typing import cast

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcInvalidParams

_CONVERTER = get_converter()


def table_of(value: object, name: str) -> dict[str, object]:
    """A JSON object; the field `name` is blamed when it is none."""
    if not isinstance(value, dict):
        raise JsonRpcInvalidParams(message=f"{name} must be an object")
    return cast("dict[str, object]", value)


def text_of(params: object, name: str) -> str:
    """A text field."""
    value = table_of(params, "params").get(name)
    if not isinstance(value, str):
        raise JsonRpcInvalidParams(message=f"{name} must be a text")
    return value


def document_uri(params: object) -> str:
    """The URI in the field ``textDocument``."""
    return text_of(table_of(table_of(params, "params").get("textDocument"), "textDocument"), "uri")


def range_of(params: object) -> types.Range:
    """The field ``range``."""
    sent = table_of(table_of(params, "params").get("range"), "range")
    try:
        return _CONVERTER.structure(sent, types.Range)
    except Exception as error:
        raise JsonRpcInvalidParams(message="range must have start and end, each with line and character") from error
