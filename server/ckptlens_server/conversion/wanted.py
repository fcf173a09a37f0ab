"""The keys that a program will ask for, and which value of a source is for which: by name, and never by a guess."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ckptlens.tf_api.keras.key_styles import is_of_h5_optimizer, is_of_optimizer
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.plan import LeftOut
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.conversion.object_layout import SAVE_COUNTER_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from ckptlens.bundle.rewrite import Copy
    from ckptlens.trace import Shape

_SHOWN = 20
_CLOSE = 0.5
_BUILD = "build it before its weights are saved, with model.optimizer.build(model.trainable_variables)"


class WantedKey(Struct, frozen=True):
    """A key of the program, and the name of the variable behind it; a shape that is None, or a size that is, is not known.

    `shorter` are names that the variable may have in the source, nearest first, if nothing has its name; `scoped` those that it may
    have there below the scope of an optimizer, whatever that is called.
    """

    key: str
    name: str
    shape: Shape = None
    shorter: tuple[str, ...] = ()
    scoped: tuple[str, ...] = ()


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
    """The same, each under the name that its value has, where that is nobody else's: without its first parts, or below a scope."""
    names = {v.copy.target for v in values}
    below = Counter(name.partition("/")[2] for name in names)
    scoped = {short: name for name in names if below[short := name.partition("/")[2]] == 1}
    found = [w.name if {w.key, w.name} & names else _name_there(w, names, scoped) for w in asked]
    counts = Counter(found)
    return [w if counts[name] > 1 else replace(w, name=name) for w, name in zip(asked, found, strict=True)]


def _name_there(wanted: WantedKey, names: Set[str], scoped: Mapping[str, str]) -> str:
    shorter = (name for name in wanted.shorter if name in names)
    return next(shorter, next((scoped[name] for name in wanted.scoped if name in scoped), wanted.name))


def without_part_of_optimizer(values: Sequence[Value], wanted: Sequence[WantedKey]) -> tuple[tuple[WantedKey, ...], tuple[str, ...]]:
    """The keys of a ``.weights.h5`` file without those of an optimizer of which it would hold a part only, and a note if there is one.

    A step count without its moments restores, and the next steps are wrong: Keras takes each moment for one of many steps.
    """
    own = _with_names_of([w for w in wanted if is_of_h5_optimizer(w.key)], values)
    why = _lacking(own, values) or _unasked(own, wanted, values) if own else None
    if why is None:
        return tuple(wanted), ()
    return tuple(w for w in wanted if not is_of_h5_optimizer(w.key)), (f"the optimizer starts anew: {why}",)


def _lacking(own: Sequence[WantedKey], values: Sequence[Value]) -> str | None:
    names = {v.copy.target for v in values}
    lacking = [w.key for w in own if w.key not in names and w.name not in names]
    return f"{len(lacking)} of its {len(own)} keys have no value, such as {lacking[0]}; --map can say which is" if lacking else None


def _unasked(own: Sequence[WantedKey], wanted: Sequence[WantedKey], values: Sequence[Value]) -> str | None:
    """Why the optimizer of the code is not the one of the source: it has no place for slots."""
    rest = [w for w in wanted if not is_of_h5_optimizer(w.key)]
    asked = {name for w in (*own, *_with_names_of(rest, values)) for name in (w.key, w.name)}
    slots = [v.copy.source for v in values if v.shape and v.copy.target not in asked and is_of_optimizer(v.copy.source)]
    if not slots:
        return None
    return f"the code has no key for {len(slots)} of its values, such as {slots[0]}; {_BUILD}, if it is the optimizer of the source"


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
