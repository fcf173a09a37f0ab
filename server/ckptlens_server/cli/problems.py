"""How commands on checkpoint files end when they do not end well."""

from __future__ import annotations

import click


class InputProblem(click.ClickException):
    """Wrong usage or unreadable input: exit status 2."""

    exit_code = 2


class RunProblem(click.ClickException):
    """The result is not what it must be, or the work could not be finished: exit status 1."""

    exit_code = 1
