"""The server with planned bugs: the analysis of a text, and a hover, fail where the text says so."""

from ckptlens.ide import analysis
from ckptlens_server import features
from ckptlens_server.app import run

real_analyse, real_hover = analysis.analyse, features.hover.hover


def analyse(sources, path, options, check=None):
    if "BUG IN ANALYSIS" in sources.read(path):
        raise RuntimeError("planned")
    return real_analyse(sources, path, options, check)


async def hover(server, params):
    if params.position.line == 0:
        raise RuntimeError("planned")
    return await real_hover(server, params)


analysis.analyse = analyse
features.EDITOR_FEATURES["textDocument/hover"] = hover
run()
