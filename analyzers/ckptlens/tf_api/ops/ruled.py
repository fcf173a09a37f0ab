"""Registering ops by a rule: a function from the arguments of an op to the shape of its result."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from ckptlens.tf_api.dtypes import dtype_name
from ckptlens.tf_api.ops.free import plain_op
from ckptlens.tf_api.ops.made import made
from ckptlens.tf_api.ops.names import default_name
from ckptlens.tf_api.registry import Call, api
from ckptlens.tf_api.tensors import value_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.values import Value
    from ckptlens.trace import Shape

    Rule = Callable[..., Shape]


def shaped(*names: str, dtype: str | None = None, like: str | None = None) -> Callable[[Rule], Rule]:
    """Register a rule under the public names of ops. `dtype` is that of the result, by default the one of `like`
    (the first argument).

    The rule has the op's parameters. A call that does not fit them gives a tensor of unknown shape.
    """

    def register(rule: Rule) -> Rule:
        signature = inspect.signature(rule)
        model_of = like or next(iter(signature.parameters))

        @api(*names)
        def model(call: Call, *positional: Value, **named: Value) -> Value:  # pyright: ignore[reportUnusedFunction]
            try:
                bound = signature.bind(*positional, **named)
            except TypeError:
                return plain_op(call.machine, call.api, call.arguments, call.site)
            given = bound.arguments
            kind = dtype or dtype_name(given.get("dtype")) or value_dtype(given.get(model_of))
            op = default_name(call.api) or call.api.rpartition(".")[2]
            return made(call, rule(*bound.args, **bound.kwargs), kind, given.get("name"), op)

        return rule

    return register
