"""``python -m ckptlens_server`` runs the language server over standard input and output."""

from __future__ import annotations

from ckptlens_server.app import run

if __name__ == "__main__":
    run()
