"""A small server that speaks ckptlens' protocol with answers taken from the text by regular expressions.

The tests of the extension's own logic run against it, so that they do not depend on what the analyser can follow.
"""

import re

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

server = LanguageServer("stand-in", "0", text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
SAVER = re.compile(r"tf\.train\.Saver\(\)")
VARIABLE = re.compile(r'get_variable\("([^"]+)"')
saved: dict[str, list[str]] = {}


def position_range(line, start, end):
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def matches(uri, pattern):
    lines = server.workspace.get_text_document(uri).source.split("\n")
    return [(number, match) for number, line in enumerate(lines) for match in pattern.finditer(line)]


def preview(uri, change=None):
    keys = [
        {
            "key": match[1],
            "shape": [1],
            "dtype": "float32",
            "when": None,
            "location": {"uri": uri, "range": position_range(line, *match.span(1))},
            "holes": [],
        }
        for line, match in matches(uri, VARIABLE)
    ]
    event = {"kind": "save", "api": "tf.train.Saver", "style": "name", "label": "saver", "status": "complete", "path": None, "madeAt": None}
    events = [{**event, "uri": uri, "range": position_range(line, *match.span()), "keys": keys} for line, match in matches(uri, SAVER)]
    shown = {"uri": uri, "version": 1, "stack": "tf1.15", "status": "complete", "events": events}
    return {**shown, "gaps": [], "problems": [], "change": change}


def publish(uri):
    found = [
        lsp.Diagnostic(
            range=lsp.Range(lsp.Position(line, match.start()), lsp.Position(line, match.end())),
            message="stand-in finding",
            source="ckptlens",
            code="CK000",
        )
        for line, match in matches(uri, SAVER)
    ]
    server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=found))


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
def did_open(_: LanguageServer, params: lsp.DidOpenTextDocumentParams):
    uri = params.text_document.uri
    saved[uri] = [match[1] for _, match in matches(uri, VARIABLE)]
    publish(uri)


@server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
def did_save(_: LanguageServer, params: lsp.DidSaveTextDocumentParams):
    uri = params.text_document.uri
    before, now = saved[uri], [match[1] for _, match in matches(uri, VARIABLE)]
    saved[uri] = now
    change = {"added": [k for k in now if k not in before], "removed": [k for k in before if k not in now], "renamed": []}
    server.protocol.notify("ckptlens/keysChanged", preview(uri, change))
    publish(uri)


@server.feature("ckptlens/keys")
def keys(_: LanguageServer, params):
    return preview(params.textDocument.uri)


@server.feature("ckptlens/assignmentMap")
def assignment_map(_: LanguageServer, params):
    start = params.range.start
    at = lsp.Position(start.line, start.character)
    edit = lsp.TextEdit(lsp.Range(at, at), f"# {params.checkpoint}\n")
    return lsp.WorkspaceEdit(changes={params.textDocument.uri: [edit]})


@server.command("ckptlens.settings")
async def settings(ls: LanguageServer, *_):
    """What the editor answers when it is asked for the settings."""
    answer = await ls.workspace_configuration_async(lsp.ConfigurationParams(items=[lsp.ConfigurationItem(section="ckptlens")]))
    return answer[0]


if __name__ == "__main__":
    server.start_io()
