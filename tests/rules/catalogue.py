"""The examples of all rules, one test parameter each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from ckptlens.rules.registry import RULES

if TYPE_CHECKING:
    from ckptlens.rules.examples import Example
    from ckptlens.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Case:
    rule: Rule
    example: Example
    valid: bool

    @property
    def id(self) -> str:
        kind = "valid" if self.valid else "invalid"
        return f"{self.rule.code}-{kind}-{examples(self.rule, valid=self.valid).index(self.example)}"

    @property
    def program(self) -> str:
        """The example, which first writes the files that lie beside it."""
        files = [
            f"_p = pathlib.Path({name!r}); _p.parent.mkdir(exist_ok=True); _p.write_bytes({data!r})" for name, data in self.example.files
        ]
        return "\n".join([*(["import pathlib", *files] if files else []), self.example.source])


def examples(rule: Rule, *, valid: bool) -> tuple[Example, ...]:
    module = sys.modules[rule.check.__module__]
    return module.VALID if valid else module.INVALID


CASES = tuple(Case(rule, example, valid) for rule in RULES for valid in (True, False) for example in examples(rule, valid=valid))
PARAMETERS = [pytest.param(case, id=case.id) for case in CASES]
ON_STACKS = [pytest.param(case, stack, id=f"{case.id}-{stack}") for case in CASES for stack in case.example.stacks]
"""Each example on each of its stacks."""
