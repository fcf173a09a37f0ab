"""The server with planned bugs: the analysis of a text, and a hover, fail where the text says so."""

from ckptlens_server import features, snapshot
from ckptlens_server.app import run

real_analyse, real_hover = snapshot.analyse, features.hover.hover


def analyse(sources, path, options, check=None):
    if "BUG IN ANALYSIS" in sources.read(path):
        raise RuntimeError("planned")
    return real_analyse(sources, path, options, check)


async def hover(server, params):
    if params.position.line == 0:
        raise RuntimeError("planned")
    return await real_hover(server, params)


snapshot.analyse = analyse
features.EDITOR_FEATURES["textDocument/hover"] = hover
run()
