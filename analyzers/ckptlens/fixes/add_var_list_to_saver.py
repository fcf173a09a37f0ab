"""QF01: name the variables that an eager Saver is to hold.

The variables are those bound in the scope of the Saver. Nothing is guessed across functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.fixes.arguments import set_argument, unpacks
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.trace import Mode, SaverMade, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.rules.model import Finding

_SHOWN = 4


def offer(context: FixContext) -> Iterator[Fix]:
    """One fix per Saver without variables whose scope binds some."""
    for finding in context.findings:
        maker = context.rule.trace.maker(finding.subject)
        if finding.code == "CK202" and finding.location.path == context.path and isinstance(maker, SaverMade):
            yield from _offer(context, finding, maker)


def _offer(context: FixContext, finding: Finding, maker: SaverMade) -> Iterator[Fix]:
    names = _names(context, maker)
    if not names or maker.mode is not Mode.EAGER or unpacks(context.text, maker.site):
        return
    edit = set_argument(context.text, maker.site, "var_list", 0, f"[{', '.join(names)}]")
    yield Fix(SPEC.id, _title(names), Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _names(context: FixContext, maker: SaverMade) -> tuple[str, ...]:
    """One name per variable, in the order of creation; none when two of them would share a key."""
    names: dict[int, str] = {}
    for binding in maker.bindings:
        if _can_be_saved(context, context.rule.trace.variable(binding.variable), maker):
            names.setdefault(binding.variable, binding.text)
    keys = [str(context.rule.trace.variable(uid).name) for uid in names]
    return tuple(names[uid] for uid in sorted(names)) if len(keys) == len({*keys}) else ()


def _can_be_saved(context: FixContext, variable: Variable, maker: SaverMade) -> bool:
    keras3 = context.rule.stack.is_keras3 and "keras" in variable.api
    return variable.mode is Mode.EAGER and variable.uid < maker.uid and not variable.when and not keras3


def _title(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return f"Save the variable{'' if len(names) == 1 else 's'} of this scope: {shown}"


SPEC = FixSpec("QF01", ("CK202",), offer)
