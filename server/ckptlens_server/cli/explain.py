"""``ckptlens explain``: the page of a rule."""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING

import click
from ckptlens.rules.registry import RULES

if TYPE_CHECKING:
    from ckptlens.rules.model import Rule


def page(rule: Rule) -> str:
    """The docstring of the rule's module, in Markdown."""
    return inspect.cleandoc(sys.modules[rule.check.__module__].__doc__ or "")


def first_line(rule: Rule) -> str:
    """What the rule reports, in a sentence."""
    return page(rule).partition("\n")[0]


@click.command()
@click.argument("code", metavar="CODE", required=False)
def explain(code: str | None) -> None:
    """Explain a rule: what it reports, why it breaks a checkpoint, and what to write instead.

    \b
    ckptlens explain          lists the rules
    ckptlens explain CK207    explains one, by code or by name
    """
    if code is None:
        for rule in RULES:
            click.echo(f"{rule.code}  {rule.name}: {first_line(rule)}")
        return
    rule = next((rule for rule in RULES if code.upper() == rule.code or code.lower() == rule.name), None)
    if rule is None:
        raise click.BadParameter(f"there is no rule {code}; the rules are {', '.join(r.code for r in RULES)}", param_hint="CODE")
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{page(rule)}")
