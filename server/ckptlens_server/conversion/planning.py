"""Which key of the source becomes which key of the destination, and what else the destination holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ckptlens.bundle.graph import write_object_graph
from ckptlens.bundle.key_graph import key_graph
from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens.bundle.rewrite import Copy, NewTensor, int64_scalar, string_scalar
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.names import plan_to_tf1
from ckptlens_executor.plan import LeftOut, Move, Plan, check_distinct
from msgspec import Struct
from msgspec.structs import replace

from ckptlens_server.conversion.map_rules import MapRules
from ckptlens_server.conversion.mapping import Mapped, map_values
from ckptlens_server.conversion.object_layout import SAVE_COUNTER, SAVE_COUNTER_KEY, object_layout
from ckptlens_server.conversion.slots import find_slots
from ckptlens_server.conversion.source import Source, executor_graph
from ckptlens_server.conversion.wanted import Value, WantedKey, fit, without_part_of_optimizer

if TYPE_CHECKING:
    from ckptlens_server.conversion.value_rules import Recipe

Target = Literal["tf1", "tf2", "both", "keras-h5"]
DEFAULT_ROOT = "vars"


class Wish(Struct, frozen=True):
    """What the user asks for."""

    to: Target
    root: str | None = None
    optimizer: str | None = None
    rules: MapRules | None = None
    wanted: tuple[WantedKey, ...] | None = None


class Conversion(Struct, frozen=True):
    """A conversion before it is run.

    `copies` are all keys of the destination that hold a value of the source. `named` has the TensorFlow 1 name of every converted value;
    `collection` those of them that ``tf.train.Checkpoint(<root>={name: variable})`` restores, none without such a collection.
    """

    copies: tuple[Copy, ...]
    additions: tuple[NewTensor, ...]
    named: tuple[Copy, ...]
    collection: tuple[Copy, ...]
    root: str | None
    naming: str
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    optimizer: str | None = None
    is_h5: bool = False
    """Whether the destination is a ``.weights.h5`` file, which TensorFlow's Python writes."""
    recipes: tuple[Recipe, ...] = ()
    """Values whose bytes change. In `copies` and the others, a recipe's key stands for a key of the source."""


def plan_conversion(source: Source, wish: Wish) -> Conversion:
    """The keys of the destination. Raises BadInputError when the source or the wish does not allow for it."""
    _check(source, wish)
    if source.graph is None:
        plan = Plan(tuple(Move(key, key) for key in source.entries), None, "names of the source")
    else:
        plan = plan_to_tf1(executor_graph(source.graph), source.entries, wish.root)
    mapped = map_values(source, plan, wish.rules or MapRules())
    named = tuple(mapped.copies)
    if not named:
        raise BadInputError(f"{source.prefix} holds no variable that could be converted")
    check_distinct(Plan(tuple(Move(c.source, c.target) for c in named), None, ""))
    left_out = (*plan.left_out, *mapped.dropped)
    if wish.wanted is not None:
        return _for_code(source, mapped, wish, Conversion(named, (), named, (), None, plan.naming, left_out, plan.notes))
    base = Conversion(named, (), named, (), plan.root, plan.naming, left_out, plan.notes, recipes=tuple(mapped.recipes))
    if wish.to == "tf1":
        return base
    return _with_objects(base, wish) if source.graph is None else _beside_objects(base, source)


def _for_code(source: Source, mapped: Mapped, wish: Wish, base: Conversion) -> Conversion:
    """The values that the code asks for, under its keys."""
    shapes = {r.key: r.shape for r in mapped.recipes} | {key: e.shape or () for key, e in source.entries.items()}
    values = [Value(c, shapes[c.source] if c.shape is None else c.shape) for c in mapped.copies]
    wanted, notes = without_part_of_optimizer(values, wish.wanted or ()) if wish.to == "keras-h5" else (wish.wanted or (), ())
    found = fit(values, wanted)
    objects = tuple(replace(copy, target=w.key) for copy, w in found.pairs)
    used = {copy.source for copy in objects}
    kept = replace(
        base,
        recipes=tuple(r for r in mapped.recipes if r.key in used),
        left_out=(*base.left_out, *found.left_out),
        named=tuple(replace(copy, target=w.name) for copy, w in found.pairs),
        naming="keys of the code",
        notes=(*base.notes, *notes),
    )
    if wish.to == "keras-h5":
        return replace(kept, copies=objects, named=objects, is_h5=True)
    if wish.to == "tf1":
        return replace(kept, copies=objects, named=objects)
    counted = any(w.key == SAVE_COUNTER_KEY for w in wish.wanted or ())
    graph = key_graph([*((w.key, w.name) for _, w in found.pairs), *([(SAVE_COUNTER_KEY, "")] if counted else [])])
    counter = [int64_scalar(SAVE_COUNTER_KEY, 1)] if counted else []
    return replace(kept, copies=objects, additions=(*counter, string_scalar(OBJECT_GRAPH_KEY, write_object_graph(graph))))


def _check(source: Source, wish: Wish) -> None:
    if wish.to == "keras-h5" and wish.wanted is None:
        raise BadInputError("--to keras-h5 needs the model whose file it is: --from-code \"model.py::model.save_weights('x.weights.h5')\"")
    if source.graph is not None and wish.to == "tf2" and wish.wanted is None:
        raise BadInputError(
            f"{source.prefix} is object-based already (it has an object graph); `--to tf1` converts the other way, `--to both` adds names"
        )
    if source.graph is None and wish.to == "tf1" and wish.rules is None and wish.wanted is None:
        raise BadInputError(
            f"{source.prefix} is name-based already (it holds no {OBJECT_GRAPH_KEY}); `--to tf2` converts the other way, `--map` renames"
        )
    if wish.wanted is not None and (wish.to == "both" or wish.root or wish.optimizer):
        raise BadInputError(
            "--from-code gives the keys of the destination: it goes with --to tf1, tf2 or keras-h5, without --root and --optimizer"
        )
    for option, name in (("--root", wish.root), ("--optimizer", wish.optimizer)):
        if name is not None and source.graph is None and (not name.isidentifier() or name == SAVE_COUNTER):
            raise BadInputError(f"{option} {name!r} cannot be a keyword of tf.train.Checkpoint; choose an identifier such as vars")
    if wish.optimizer is not None and (source.graph is not None or wish.to == "tf1"):
        raise BadInputError("--optimizer puts slots of a name-based checkpoint into an object graph: it goes with --to tf2 or both")
    if wish.optimizer is not None and wish.optimizer == (wish.root or DEFAULT_ROOT):
        raise BadInputError(f"--optimizer and --root are both {wish.optimizer!r}; they are two keywords of tf.train.Checkpoint")


def _with_objects(base: Conversion, wish: Wish) -> Conversion:
    """A name-based source with an object graph; under object-based keys only, or under names, too."""
    root, names = wish.root or DEFAULT_ROOT, [c.target for c in base.named]
    slots = find_slots(names) if wish.optimizer else None
    layout = object_layout(names, root, wish.optimizer, slots)
    objects = tuple(replace(c, target=layout.keys[c.target]) for c in base.named)
    elsewhere = {*slots.slots, *slots.own} if slots else set[str]()
    counter, graph = int64_scalar(SAVE_COUNTER_KEY, 1), string_scalar(OBJECT_GRAPH_KEY, write_object_graph(layout.graph))
    copies = objects if wish.to == "tf2" else _distinct((*base.named, *objects))
    clash = next((c.target for c in copies if c.target in {SAVE_COUNTER_KEY, OBJECT_GRAPH_KEY}), None)
    if clash:
        raise BadInputError(
            f"a variable is called {clash!r}, which is the key of something else in an object-based file; drop it with --map"
        )
    return replace(
        base,
        copies=copies,
        additions=(counter, graph),
        collection=tuple(c for c in base.named if c.target not in elsewhere),
        root=root,
        optimizer=wish.optimizer,
    )


def _beside_objects(base: Conversion, source: Source) -> Conversion:
    """An object-based source as it is, and names beside its keys."""
    kept = tuple(Copy(e.key, e.key) for e in source.bundle.entries)
    unnamed = (f"{item.key} has no name beside its key: it {item.reason}" for item in base.left_out)
    return replace(base, copies=_distinct((*base.named, *kept)), left_out=(), notes=(*base.notes, *unnamed))


def _distinct(copies: tuple[Copy, ...]) -> tuple[Copy, ...]:
    check_distinct(Plan(tuple(Move(c.source, c.target) for c in copies), None, ""))
    return copies
