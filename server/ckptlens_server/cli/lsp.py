"""``ckptlens lsp``: the language server."""

from __future__ import annotations

import click


@click.command()
def lsp() -> None:
    """Run the language server over standard input and output; editors start it themselves.

    \b
    Neovim:  cmd = {"ckptlens", "lsp"}
    Emacs:   (add-to-list 'eglot-server-programs '(python-mode . ("ckptlens" "lsp")))
    """
    from ckptlens_server.app import run

    run()
