"""Which tensor of a checkpoint belongs to which variable, judged by name, shape and dtype.

Only pairs of equal shape and dtype are made, and each side is used once. Names that differ by number only (``h0/w``, ``h1/w``) are paired
all together or not at all: one wrong number would shift every layer without an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ckptlens.trace import Shape

_RENAMED = {"weights": "kernel", "weight": "kernel", "biases": "bias"}
_TOKEN = re.compile(r"[A-Za-z]+|\d+")
_MAX_CANDIDATES = 5


class Tensor(Struct, frozen=True):
    """One side of a pair: a variable, or a value of the checkpoint. `path` is the name that is compared, `key` what is written.

    A `slot` belongs to an optimizer or an average; it is never paired with a variable of the model.
    """

    key: str
    path: str
    shape: Shape
    dtype: str | None
    slot: bool = False

    @property
    def known(self) -> bool:
        """Whether shape and dtype are certain."""
        return self.dtype is not None and self.shape is not None and None not in self.shape


class Pairing(Struct, frozen=True):
    """`pairs` are certain; `candidates` lists for each other variable the tensors that fit equally well, none when there are none."""

    pairs: tuple[tuple[Tensor, Tensor], ...]
    candidates: tuple[tuple[Tensor, tuple[Tensor, ...]], ...]

    @property
    def is_identity(self) -> bool:
        """Whether every variable is found under its own key."""
        return not self.candidates and all(variable.key == tensor.key for variable, tensor in self.pairs)


def pair(variables: Sequence[Tensor], tensors: Sequence[Tensor]) -> Pairing:
    """The pairs of `variables` and `tensors`, in the order of `variables`."""
    found = {v: t for v in variables for t in tensors if v.path == t.path and _fits(v, t)}
    open_variables = [v for v in variables if v not in found]
    taken = set(found.values())
    open_tensors = [t for t in tensors if t not in taken]
    found |= _whole_families(_by_name(open_variables, open_tensors), open_variables)
    left = [t for t in open_tensors if t not in set(found.values())]
    return Pairing(
        tuple((v, found[v]) for v in variables if v in found),
        tuple((v, _candidates(v, left)) for v in variables if v not in found),
    )


def _fits(variable: Tensor, tensor: Tensor) -> bool:
    return variable.known and variable.shape == tensor.shape and variable.dtype == tensor.dtype and variable.slot == tensor.slot


def _by_name(variables: Sequence[Tensor], tensors: Sequence[Tensor]) -> dict[Tensor, Tensor]:
    """Pairs in which each side is the other's single best."""
    best_tensor = {v: _single_best([t for t in tensors if _fits(v, t)], lambda t, v=v: _likeness(v, t)) for v in variables}
    best_variable = {t: _single_best([v for v in variables if _fits(v, t)], lambda v, t=t: _likeness(v, t)) for t in tensors}
    return {v: t for v, t in best_tensor.items() if t is not None and best_variable[t] == v}


def _single_best(options: Sequence[Tensor], score: Callable[[Tensor], tuple[int, int, int]]) -> Tensor | None:
    if len(options) < 2:
        return options[0] if options else None
    ranked = sorted(((score(option), -index) for index, option in enumerate(options)), reverse=True)
    return options[-ranked[0][1]] if ranked[0][0] != ranked[1][0] else None


def _likeness(a: Tensor, b: Tensor) -> tuple[int, int, int]:
    """How alike two names are: common components at the end, then common numbers in order, then common words."""
    left, right = _components(a.path), _components(b.path)
    at_end = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(reversed(left), reversed(right), strict=False)))
    return at_end, int(_numbers(a.path) == _numbers(b.path)), len(_words(a.path) & _words(b.path))


def _components(path: str) -> list[str]:
    return [_RENAMED.get(part, part) for part in path.split("/")]


def _numbers(path: str) -> list[str]:
    return [token for token in _TOKEN.findall(path) if token.isdigit()]


def _words(path: str) -> set[str]:
    words: list[str] = _TOKEN.findall(path.lower())
    return {_RENAMED.get(word, word) for word in words}


def _whole_families(found: dict[Tensor, Tensor], variables: Iterable[Tensor]) -> dict[Tensor, Tensor]:
    """`found` without the families of which a member was not found, or that do not map number by number in one way."""
    families: defaultdict[str, list[Tensor]] = defaultdict(list)
    for variable in variables:
        families[re.sub(r"\d+", "#", variable.path)].append(variable)
    whole = [members for members in families.values() if all(m in found for m in members) and _in_order(members, found)]
    return {member: found[member] for members in whole for member in members}


def _in_order(members: Sequence[Tensor], found: dict[Tensor, Tensor]) -> bool:
    """Whether the family's tensors are a family too: one pattern of names."""
    return len({re.sub(r"\d+", "#", found[m].path) for m in members}) == 1


def _candidates(variable: Tensor, tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    fitting = [t for t in tensors if _fits(variable, t)]
    return tuple(sorted(fitting, key=lambda t: [-part for part in _likeness(variable, t)])[:_MAX_CANDIDATES])
