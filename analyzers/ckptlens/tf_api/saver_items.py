"""What a Saver holds: entries for variables, lists, dicts and collections of them.

Source: ``tensorflow/python/training/saving/saveable_object_util.py`` (op_list_to_dict), TF 1.15 to 2.21. Cases: saver_*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.strings import as_template, text_of
from ckptlens.interp.values import DictValue, ListValue, Many, Value, is_tuple
from ckptlens.tf_api.keras.tracking import KerasVariable
from ckptlens.tf_api.partitioned import PartitionedValue
from ckptlens.tf_api.variables import VariableValue
from ckptlens.trace import SavedItem

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.template import Template


def items_of(machine: Machine, value: Value) -> tuple[SavedItem, ...] | None:
    """The entries of a saver for what a collection holds: a variable, or a table with its keys and values; None when not followed."""
    saved = getattr(value, "saved", None)
    if is_tuple(saved):
        return tuple(item for item in saved if isinstance(item, SavedItem))
    item = item_of(machine, value, None)
    return None if item is None else (item,)


def item_of(machine: Machine, value: Value, key: Template | None) -> SavedItem | None:
    """The entry of a saver for one variable, under its own name unless a key is given.

    A part of a partitioned variable is a slice of it, but under a key of its own a variable like any other.
    """
    alone = key is not None and isinstance(value, VariableValue)
    if isinstance(value, PartitionedValue):
        value = value.parts[0]
    if not isinstance(value, VariableValue):
        return None
    fact = machine.facts.variable(value.uid)
    name = value.saver_key(key or fact.name, given=key is not None)
    return SavedItem(name, value.uid, value.shape if alone else fact.shape, fact.dtype, fact.when, fact.location)


def saved_items(machine: Machine, var_list: Value, site: Site) -> tuple[tuple[SavedItem, ...], bool]:
    """The entries that a list or dict of variables gives, and whether all of it could be followed."""
    if isinstance(var_list, DictValue):
        return _from_dict(machine, var_list)
    found = iterate(machine, var_list, site)
    values = (found.element,) if isinstance(found, Many) else found
    items = [item_of(machine, v, None) for v in in_saver_order(_flat(values))]
    known = tuple(i for i in items if i is not None)
    return known, len(known) == len(items) and not isinstance(found, Many)


def in_saver_order(values: list[Value]) -> list[Value]:
    """Variables so that the one whose value is written under a shared key comes first (Keras 3: the last one by name)."""
    if not any(isinstance(v, KerasVariable) for v in values):
        return values
    return sorted(values, key=lambda v: str(getattr(v, "op_name", "")))[::-1]


def _flat(values: tuple[Value, ...]) -> list[Value]:
    flat: list[Value] = []
    for value in values:
        flat += _flat(value.items) if isinstance(value, ListValue) else [value]
    return flat


def _from_dict(machine: Machine, var_list: DictValue) -> tuple[tuple[SavedItem, ...], bool]:
    items: list[SavedItem] = []
    whole = not var_list.open
    for key, value in var_list.state.items():
        item = item_of(machine, value, as_template(text_of(key)))
        if item is None:
            whole = False
        else:
            items.append(item)
    return tuple(items), whole
