"""The keys that a program will ask for, and which value of a source is for which: by name, and never by a guess."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.key_styles import is_of_h5_optimizer
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.plan import LeftOut
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.conversion.object_layout import SAVE_COUNTER_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.bundle.rewrite import Copy
    from ckptlens.trace import Shape

_SHOWN = 20
_CLOSE = 0.5


class WantedKey(Struct, frozen=True):
    """A key of the program, and the name of the variable behind it; a shape that is None, or a size that is, is not known.

    `shorter` are names that the variable may have in the source, nearest first, if nothing has its name.
    """

    key: str
    name: str
    shape: Shape = None
    shorter: tuple[str, ...] = ()


class Value(Struct, frozen=True):
    """A value under its name in the destination, and its shape."""

    copy: Copy
    shape: tuple[int, ...]


class Fit(Struct, frozen=True):
    """Values with the keys that ask for them, and those that nothing asks for."""

    pairs: tuple[tuple[Copy, WantedKey], ...]
    left_out: tuple[LeftOut, ...]


def fit(values: Sequence[Value], wanted: Sequence[WantedKey]) -> Fit:
    """The value of each wanted key: the one of its variable's name, or of the key itself. Raises BadInputError for a key without one."""
    asked = _with_names_of([w for w in wanted if w.key != SAVE_COUNTER_KEY], values)
    counts = Counter(w.name for w in asked)
    by_name = {v.copy.target: v for v in values}
    found = {w.key: by_name.get(w.key) or (by_name.get(w.name) if counts[w.name] == 1 else None) for w in asked}
    used = {v.copy.target for v in found.values() if v}
    unused = [name for name in by_name if name not in used]
    missing = [_missing(w, counts[w.name], unused) for w in asked if found[w.key] is None]
    missing += [_misfit(w, v) for w in asked if (v := found[w.key]) and not _fits(w.shape, v.shape)]
    if missing:
        more = [f"and {len(missing) - _SHOWN} more"] if len(missing) > _SHOWN else []
        lines = "\n".join(f"  {line}" for line in [*missing[:_SHOWN], *more])
        raise BadInputError(f"the code asks for {len(missing)} keys that no value is for; say with --map which is:\n{lines}")
    names = [w.name for w in asked]
    left_out = [
        LeftOut(by_name[name].copy.source, f"is not asked for by the code under the name {name}{_nearest(name, names)}") for name in unused
    ]
    # Names that several variables have tell nothing; a Saver finds such a variable by its key.
    distinct = [w if counts[w.name] == 1 else replace(w, name=w.key) for w in asked]
    return Fit(tuple((v.copy, w) for w in distinct if (v := found[w.key])), tuple(left_out))


def _with_names_of(asked: Sequence[WantedKey], values: Sequence[Value]) -> list[WantedKey]:
    """The same, under a shorter name where values have only that, and it is nobody else's."""
    names = {v.copy.target for v in values}
    found = [w.name if {w.key, w.name} & names else next((n for n in w.shorter if n in names), w.name) for w in asked]
    counts = Counter(found)
    return [w if counts[name] > 1 else replace(w, name=name) for w, name in zip(asked, found, strict=True)]


def without_lacking_optimizer(values: Sequence[Value], wanted: Sequence[WantedKey]) -> tuple[tuple[WantedKey, ...], tuple[str, ...]]:
    """The keys of a ``.weights.h5`` file without those of an optimizer that has not a value for each, and a note if there is one."""
    names = {v.copy.target for v in values}
    own = _with_names_of([w for w in wanted if is_of_h5_optimizer(w.key)], values)
    lacking = [w.key for w in own if w.key not in names and w.name not in names]
    if not lacking:
        return tuple(wanted), ()
    note = f"the optimizer starts anew: {len(lacking)} of its {len(own)} keys have no value, such as {lacking[0]}; --map can say which is"
    return tuple(w for w in wanted if not is_of_h5_optimizer(w.key)), (note,)


def _missing(wanted: WantedKey, count: int, unused: Sequence[str]) -> str:
    if count > 1:
        return f"{wanted.key}: {count} variables of the code are called {wanted.name}; map a name to the key itself"
    called = "" if wanted.name == wanted.key else f" ({wanted.name})"
    return f"{wanted.key}{called}{_nearest(wanted.name, unused)}"


def _misfit(wanted: WantedKey, value: Value) -> str:
    shape = ["?" if size is None else size for size in wanted.shape or ()]
    return f"{wanted.key}: has the shape {shape} in the code, and {value.copy.target} has {list(value.shape)}"


def _nearest(name: str, others: Sequence[str]) -> str:
    close = get_close_matches(name, others, 3, _CLOSE)
    return f"; nearest: {', '.join(close)}" if close else ""


def _fits(wanted: Shape, shape: tuple[int, ...]) -> bool:
    return wanted is None or (len(wanted) == len(shape) and all(a in (None, b) for a, b in zip(wanted, shape, strict=True)))
