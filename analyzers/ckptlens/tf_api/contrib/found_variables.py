"""Finding variables by scope, suffix or name.

Source: ``tensorflow/contrib/framework/python/ops/variables.py`` (1.15), ``tf_slim/ops/variables.py`` (1.1.0).
Cases: tf1_slim_variables_to_restore, slim_variable_filters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ckptlens.interp.iteration import iterate
from ckptlens.interp.machine import ProgramError
from ckptlens.interp.strings import concatenate, text_of
from ckptlens.interp.truth import truth
from ckptlens.interp.values import DictValue, ListValue, Many, SetValue, Value, is_tuple, new_list
from ckptlens.template import Template
from ckptlens.tf_api.graph import current_graph, written
from ckptlens.tf_api.graph_collections import filtered
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.scopes import VariableScope
from ckptlens.tf_api.tensors import op_name
from ckptlens.tf_api.variables import GLOBAL, LOCAL, MODEL, TRAINABLE

if TYPE_CHECKING:
    from ckptlens.interp.values import Text


@api("tf.contrib.framework.get_variables")
def get_variables(call: Call, scope: Value = None, suffix: Value = None, collection: Value = GLOBAL) -> Value:
    """The variables whose names match a scope, a regular expression at their start, and end in `suffix`."""
    pattern = scope.name if isinstance(scope, VariableScope) else scope
    if suffix is None:
        return filtered(call.machine, current_graph(call.machine), collection, pattern, call.site)
    ending = text_of(suffix)
    marked = ending if ":" in written(ending) else concatenate([ending, ":"])
    whole = concatenate([text_of(pattern) if pattern is not None else "", ".*", marked])
    return _matching(call, collection, whole)


def _matching(call: Call, collection: Value, pattern: Text) -> Value:
    """The items of a collection whose full names, with ``:0``, match a pattern at their start."""
    held = filtered(call.machine, current_graph(call.machine), collection, None, call.site)
    assert isinstance(held, ListValue)
    if isinstance(pattern, Template):
        call.machine.gap(call.site, "which variables are chosen here is not known")
        return held
    try:
        wanted = re.compile(pattern)
    except re.error:
        return new_list(())
    return new_list(tuple(v for v in held.items if wanted.match(f"{written(op_name(v) or '')}:0")))


def _of(collection: str, name: str) -> None:
    @api(f"tf.contrib.framework.{name}")
    def find(call: Call, scope: Value = None, suffix: Value = None) -> Value:
        """The variables of one collection."""
        return get_variables(call, scope, suffix, collection)


_of(MODEL, "get_model_variables")
_of(LOCAL, "get_local_variables")
_of(TRAINABLE, "get_trainable_variables")


@api("tf.contrib.framework.get_variables_by_suffix")
def get_variables_by_suffix(call: Call, suffix: Value, scope: Value = None) -> Value:
    """The variables whose names end in `suffix`."""
    return get_variables(call, scope, suffix)


@api("tf.contrib.framework.get_variables_by_name")
def get_variables_by_name(call: Call, given_name: Value, scope: Value = None) -> Value:
    """The variables whose last part of the name is `given_name`."""
    name = text_of(given_name)
    return get_variables(call, scope, concatenate(["/", name, ":|^", name, ":"]))


@api("tf.contrib.framework.get_unique_variable")
def get_unique_variable(call: Call, var_op_name: Value) -> Value:
    """The variable of this name. Raises ValueError when there is none."""
    from ckptlens.interp.unknown import unknown

    found = get_variables(call, var_op_name)
    items = found.items if isinstance(found, ListValue) else ()
    if not isinstance(var_op_name, str):
        call.machine.gap(call.site, "the name of the variable that is looked up is not known")
        return unknown("variable", "a variable looked up by a name that is not known", call.site)
    for item in items:
        if op_name(item) == var_op_name:
            return item
    message = f"Variable {var_op_name} does not uniquely identify a variable" if items else f"Couldn't find variable {var_op_name}"
    raise ProgramError("ValueError", message, call.site.location)


@api("tf.contrib.framework.get_variables_to_restore")
def get_variables_to_restore(call: Call, include: Value = None, exclude: Value = None) -> Value:
    """The variables of the scopes to include (all by default) but for those of the scopes to exclude."""
    chosen = _of_scopes(call, include, "include") if include is not None else _items(get_variables(call))
    dropped = _of_scopes(call, exclude, "exclude") if exclude is not None else ()
    return new_list(tuple(v for v in chosen if not any(v is other for other in dropped)))


def _items(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, ListValue) else ()


def _of_scopes(call: Call, scopes: Value, name: str) -> tuple[Value, ...]:
    if isinstance(scopes, (str, DictValue, SetValue)):
        raise ProgramError("TypeError", f"{name} is provided but is not a list or a tuple.", call.site.location)
    listed = iterate(call.machine, scopes, call.site)
    if isinstance(listed, Many) or not (isinstance(scopes, ListValue) or is_tuple(scopes)):
        call.machine.gap(call.site, f"the scopes to {name} are not known")
        return ()
    found = [get_variables(call, scope) for scope in listed]
    return tuple(item for held in found for item in _items(held))


@api("tf.contrib.framework.filter_variables")
def filter_variables(
    call: Call, var_list: Value, include_patterns: Value = None, exclude_patterns: Value = None, reg_search: Value = True
) -> Value:
    """The variables of a list whose names, with ``:0``, match one of the patterns to include and none of those to exclude."""
    listed = iterate(call.machine, var_list, call.site)
    wanted, unwanted = _patterns(call, include_patterns), _patterns(call, exclude_patterns)
    searching = truth(call.machine, reg_search)
    if isinstance(listed, Many) or wanted is None or unwanted is None or searching is None:
        call.machine.gap(call.site, "which variables are chosen here is not known")
        return new_list(() if isinstance(listed, Many) else tuple(listed))
    find = re.search if searching else re.match

    def matches(patterns: tuple[str, ...], value: Value) -> bool:
        return any(find(pattern, f"{written(op_name(value) or '')}:0") for pattern in patterns)

    kept = [v for v in listed if include_patterns is None or matches(wanted, v)]
    return new_list(tuple(v for v in kept if not matches(unwanted, v)))


def _patterns(call: Call, value: Value) -> tuple[str, ...] | None:
    if value is None:
        return ()
    found = iterate(call.machine, value, call.site)
    if isinstance(found, Many) or not all(isinstance(p, str) for p in found):
        return None
    return tuple(p for p in found if isinstance(p, str))


@api("tf.contrib.framework.get_variable_full_name")
def get_variable_full_name(call: Call, var: Value) -> Value:
    """The name of a variable, of a part that of the whole."""
    from ckptlens.interp.unknown import unknown

    found = getattr(var, "whole", None)
    name = found if found is not None else op_name(var)
    return name if name is not None else unknown("name", "the name of a variable that is not known", call.site)
