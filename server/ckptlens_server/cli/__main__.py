"""``python -m ckptlens_server.cli`` is the command line where no script is installed."""

from __future__ import annotations

from ckptlens_server.cli import main

if __name__ == "__main__":
    main(prog_name="ckptlens")
