"""The command line: ``ckptlens COMMAND``. A command's module is imported when the command runs, so that help stays quick."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import ckptlens
import click
from msgspec import Struct

from ckptlens_server.garbage import collect_rarely


class Entry(Struct, frozen=True):
    """Where a command is defined and what it does, in a line."""

    module: str
    summary: str


COMMANDS = {
    "keys": Entry("keys", "Show the checkpoint keys that a program will write."),
    "check": Entry("check", "Report what will break a checkpoint."),
    "compare": Entry("compare", "Run a program to its first save, and compare its keys with the predicted ones."),
    "explain": Entry("explain", "Explain a rule, such as CK207."),
    "show": Entry("show", "List what a checkpoint file holds."),
    "convert": Entry("convert", "Convert a checkpoint between TF1 and TF2, with proof."),
    "verify": Entry("verify", "Compare two checkpoints value by value."),
    "lsp": Entry("lsp", "Run the language server over standard input and output."),
}


class LazyGroup(click.Group):
    """A group that imports the module of a command only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command object, None for an unknown name."""
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else getattr(import_module(f"{__name__}.{entry.module}"), cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The table of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(ckptlens.__version__, prog_name="ckptlens", message="%(prog)s %(version)s")
def main() -> None:
    """Predict the checkpoint keys of TensorFlow code, find what breaks them, and convert checkpoints.

    Start with: ckptlens keys train.py
    """
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A pipe on Windows may be unable to hold an arrow or a key's letters; show "?" rather than fail.
            stream.reconfigure(errors="replace")
