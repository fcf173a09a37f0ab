"""Models declared by the text of their signature: APIs that share a behaviour and differ in their parameters."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckptlens.interp.values import Value

Named = dict[str, "Value"]
_KIND = inspect.Parameter.POSITIONAL_OR_KEYWORD


def parameters(text: str) -> tuple[inspect.Parameter, ...]:
    """The parameters of a signature such as ``learning_rate, beta1=0.9, name='Adam', **kwargs``; defaults are constants."""
    parsed = ast.parse(f"def f({text}): ...").body[0]
    assert isinstance(parsed, ast.FunctionDef)
    names = [a.arg for a in parsed.args.args]
    defaults = [inspect.Parameter.empty] * (len(names) - len(parsed.args.defaults)) + [ast.literal_eval(d) for d in parsed.args.defaults]
    found = [inspect.Parameter(n, _KIND, default=d) for n, d in zip(names, defaults, strict=True)]
    if parsed.args.kwarg is not None:
        found.append(inspect.Parameter(parsed.args.kwarg.arg, inspect.Parameter.VAR_KEYWORD))
    return tuple(found)


def declare(name: str, text: str, model: Callable[[Call, Named], Value]) -> None:
    """Register a model that takes its arguments, defaults filled in, as a dict; keywords of ``**kwargs`` are put in it too."""
    given = inspect.Signature(parameters(text))

    def run(call: Call, *positional: Value, **keywords: Value) -> Value:
        bound = given.bind(*positional, **keywords)
        bound.apply_defaults()
        rest = next((p.name for p in given.parameters.values() if p.kind is inspect.Parameter.VAR_KEYWORD), None)
        found: Named = dict(bound.arguments)
        more: object = found.pop(rest) if rest is not None else None
        return model(call, {**found, **more} if isinstance(more, dict) else found)  # pyright: ignore[reportUnknownArgumentType]

    first = inspect.Parameter("call", _KIND)
    run.__signature__ = inspect.Signature((first, *given.parameters.values()))  # pyright: ignore[reportFunctionMemberAccess]
    run.__module__ = model.__module__
    run.__doc__ = model.__doc__
    api(name)(run)
