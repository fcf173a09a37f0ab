"""Between plain data in offsets and LSP types: the only place that knows LSP positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.rules.model import Severity
from ckptlens.text import LineIndex, Place, Span
from lsprotocol import types
from msgspec import Struct, field

from ckptlens_server.pages import rule_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ckptlens.fixes.model import FileEdits
    from ckptlens.ide.diagnostics import Diagnostic
    from ckptlens.text import Location

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
CODECS = {
    types.PositionEncodingKind.Utf8: ("utf-8", 1),
    types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}


def units(text: str, encoding: types.PositionEncodingKind) -> int:
    """The length of `text` in the code units that the client counts."""
    if text.isascii():
        return len(text)
    codec, size = CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // size


def column(line: str, count: int, encoding: types.PositionEncodingKind) -> int:
    """The column in code points after `count` code units; inside a character it is the character's start."""
    if line.isascii():
        return min(count, len(line))
    passed = 0
    for number, character in enumerate(line):
        passed += units(character, encoding)
        if passed > count:
            return number
    return len(line)


class LspText(Struct, frozen=True):
    """One text as the client counts it."""

    index: LineIndex
    encoding: types.PositionEncodingKind

    def position(self, offset: int) -> types.Position:
        """The client's position of an offset."""
        place = self.index.place(offset)
        before = self.index.line_text(place.line)[: place.column]
        return types.Position(place.line, units(before, self.encoding))

    def offset(self, position: types.Position) -> int:
        """The offset of the client's position; past the end of a line or of the text it is that end."""
        if position.line >= self.index.line_count:
            return self.index.offset(Place(position.line, 0))
        line = self.index.line_text(position.line)
        return self.index.offset(Place(position.line, column(line, position.character, self.encoding)))

    def range(self, span: Span) -> types.Range:
        """The client's range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def span(self, found: types.Range) -> Span:
        """The span of the client's range, whichever end comes first."""
        a, b = self.offset(found.start), self.offset(found.end)
        return Span(min(a, b), max(a, b))


class LspPlaces(Struct, frozen=True):
    """The client's view of all files that one analysis speaks of.

    `read` gives the analysed text of a path, `uri` the spelling of its URI that the client knows, `version` the version
    of the open document or None.
    """

    read: Callable[[str], str | None]
    uri: Callable[[str], str]
    version: Callable[[str], int | None]
    encoding: types.PositionEncodingKind
    _texts: dict[str, LspText] = field(default_factory=dict[str, LspText])

    def text(self, path: str) -> LspText:
        """The text at `path`, empty when it is gone."""
        if path not in self._texts:
            self._texts[path] = LspText(LineIndex(self.read(path) or ""), self.encoding)
        return self._texts[path]

    def location(self, location: Location) -> types.Location:
        """The client's location."""
        return types.Location(self.uri(location.path), self.text(location.path).range(location.span))


def diagnostic(found: Diagnostic, path: str, places: LspPlaces, docs: str | None) -> types.Diagnostic:
    """One diagnostic of the file at `path`; `docs` is the address of the rules' pages, if the client has its own."""
    related = [types.DiagnosticRelatedInformation(places.location(r.location), r.message) for r in found.related]
    page = rule_page(found.code, docs)
    return types.Diagnostic(
        range=places.text(path).range(found.span),
        message=found.message,
        severity=SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(page) if page else None,
        source="ckptlens",
        related_information=related or None,
    )


def workspace_edit(files: Sequence[FileEdits], places: LspPlaces, versioned: bool) -> types.WorkspaceEdit:
    """The edits of several files, tied to the versions of open documents when the client can take that."""
    if not versioned:
        return types.WorkspaceEdit(changes={places.uri(file.path): text_edits(file, places) for file in files})
    return types.WorkspaceEdit(document_changes=[document_edit(file, places) for file in files])


def document_edit(file: FileEdits, places: LspPlaces, annotation: str | None = None) -> types.TextDocumentEdit:
    """The edits of one file, each with the id of a change annotation if one is given."""
    document = types.OptionalVersionedTextDocumentIdentifier(places.uri(file.path), places.version(file.path))
    edits = text_edits(file, places)
    if annotation is None:
        return types.TextDocumentEdit(document, [*edits])
    return types.TextDocumentEdit(document, [types.AnnotatedTextEdit(annotation, e.range, e.new_text) for e in edits])


def text_edits(file: FileEdits, places: LspPlaces) -> list[types.TextEdit]:
    """The edits of one file in the client's ranges."""
    text = places.text(file.path)
    return [types.TextEdit(text.range(edit.span), edit.text) for edit in file.edits]
