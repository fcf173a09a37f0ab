"""How a file can name the TensorFlow 2 API, and the import that it may need for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.written import free_name, newline_of, whole_lines
from ckptlens.syntax import ir
from ckptlens.syntax.parse import parse_module
from ckptlens.text import Span, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

_V2 = ("tensorflow", "tensorflow.compat.v2")
_COMPAT = ".compat.v1.train.Saver"


def tensorflow_2(text: str, saver: str) -> tuple[str, TextEdit | None] | None:
    """The name of the TensorFlow 2 module at the file's top level, and the import to add when there is none.

    `saver` is how the file writes the Saver's class. None when no import of TensorFlow is found to put the new one beside.
    """
    imported = [(name, alias, span) for names, span in _imports(text) for name, alias in names]
    for name, alias, _ in imported:
        if name in _V2 and (alias or name == "tensorflow"):
            return alias or name, None
    if saver.endswith(_COMPAT):
        return saver.removesuffix(_COMPAT), None
    beside = next((span for name, _, span in imported if name.split(".")[0] == "tensorflow"), None)
    if beside is None:
        return None
    alias, after = free_name(text, "tf", "tf2"), whole_lines(text, beside).end
    return alias, TextEdit(Span(after, after), f"import tensorflow as {alias}{newline_of(text)}")


def tensorflow_1(text: str) -> str | None:
    """How the file can write the module ``tensorflow.compat.v1``; None when it imports neither that nor TensorFlow under a name."""
    imported = {name: alias for names, _ in _imports(text) for name, alias in names}
    if alias := imported.get("tensorflow.compat.v1"):
        return alias
    return f"{imported['tensorflow'] or 'tensorflow'}.compat.v1" if "tensorflow" in imported else None


def imports_module(text: str, name: str) -> bool:
    """Whether the file has a plain ``import name`` at its top level."""
    return any((name, None) in names for names, _ in _imports(text))


def _imports(text: str) -> Iterator[tuple[tuple[tuple[str, str | None], ...], Span]]:
    """Modules and their aliases, with the span of each import statement; ``from a import b as c`` counts as ``a.b``."""
    for block in parse_module(text).blocks:
        for node in block.body:
            if isinstance(node, ir.Import):
                yield node.names, node.span.shifted(block.start)
            elif isinstance(node, ir.ImportFrom) and node.names is not None and not node.level:
                yield tuple((f"{node.module}.{name}", alias or name) for name, alias in node.names), node.span.shifted(block.start)
