"""The one error of the setup: what went wrong, and what the reader can do."""

from dataclasses import dataclass


@dataclass
class SetupError(Exception):
    """`remedy` is a sentence that tells what to do."""

    what: str
    remedy: str
