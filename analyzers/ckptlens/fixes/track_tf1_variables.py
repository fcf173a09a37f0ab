"""QF07: keep the variables of TF1 code in an object, so that its next call finds them (``track_tf1_style_variables``).

The function that runs again and makes them anew becomes the method of a Keras layer or of a module that takes its name. A method of such
an object is decorated where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m

from ckptlens.fixes.imports import tensorflow_1, tensorflow_2
from ckptlens.fixes.model import FileEdits, Fix, FixContext, FixSpec, Safety
from ckptlens.fixes.repeated_calls import repeated_function
from ckptlens.fixes.written import code, free_name, indentation, newline_of, stands_alone
from ckptlens.syntax import ir
from ckptlens.text import Span, TextEdit
from ckptlens.tf_api.keras.shim import SHIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.fixes.statements import Placed
    from ckptlens.rules.model import Finding

_TRACKING = ("Layer", "Model", "Module")
_NOTE = "  # the first call makes its variables: call it before a restore"


def offer(context: FixContext) -> Iterator[Fix]:
    """Up to two fixes per function that makes variables anew, on stacks with Keras 2."""
    if context.rule.stack.is_tf1 or context.rule.stack.is_keras3:
        return
    for finding in context.findings:
        steps = repeated_function(context, finding.subject) if finding.code == "CK103" else ()
        if len(steps) == 1:
            yield from _classes(context, finding, steps[0])
        elif steps and isinstance(steps[0].node, ir.ClassDef):
            yield from _decorated(context, finding, steps[0].node, steps[-1])


def _decorated(context: FixContext, finding: Finding, owner: ir.ClassDef, method: Placed) -> Iterator[Fix]:
    bases = [base.value.name for base in owner.args if isinstance(base.value, ir.Attribute)]
    tf1, function = tensorflow_1(context.text), _function(method)
    if tf1 is None or function is None or function.name == "__init__" or not {*bases} & {*_TRACKING}:
        return
    start = method.span.start
    separator = newline_of(context.text) + indentation(context.text, method.span)
    edit = TextEdit(Span(start, start), f"@{tf1}.{SHIM}{separator}")
    title = f"Let the object keep the variables of {function.name}()"
    yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, (edit,)),), finding, preferred=True)


def _classes(context: FixContext, finding: Finding, placed: Placed) -> Iterator[Fix]:
    function, named = _function(placed), tensorflow_2(context.text, "")
    if function is None or named is None or not stands_alone(context.text, placed.span):
        return
    has_input = bool(function.parameters) and function.parameters[0].kind in ("positional", "normal")
    layer = (f"{named[0]}.keras.layers.Layer", "call", f"Make {function.name}() a Keras layer that keeps its variables")
    module = (f"{named[0]}.Module", "__call__", f"Make {function.name}() a tf.Module that keeps its variables")
    for base, method, title in (layer, module) if has_input else (module,):
        written = _class(context.text, placed.span, function, base, method)
        if written is not None:
            edits = (*([named[1]] if named[1] is not None else []), TextEdit(placed.span, written))
            is_first = base == layer[0] or not has_input
            yield Fix(SPEC.id, title, Safety.UNSAFE, (FileEdits(context.path, edits),), finding, preferred=is_first)


def _function(placed: Placed) -> ir.Function | None:
    """The function of a statement, when it can be a method: a plain one without decorators."""
    function = placed.node.function if isinstance(placed.node, ir.FunctionDef) else None
    plain = function is not None and not function.decorators and not function.is_async and not function.parsed.is_generator
    return function if plain else None


def _class(text: str, span: Span, function: ir.Function, base: str, method: str) -> str | None:
    """The class and its one object; None for a function that calls itself, or speaks of a ``self`` of its own."""
    source, tf1 = code(text, span), tensorflow_1(text)
    parsed = cst.parse_module(source)
    node = parsed.body[0]
    if tf1 is None or not isinstance(node, cst.FunctionDef) or m.findall(node.body, m.Name("self") | m.Name(function.name)):
        return None
    name = free_name(text, _class_name(function.name), f"{_class_name(function.name)}Layer")
    written = node.with_changes(
        name=cst.Name(method), params=_with_self(node.params), decorators=[cst.Decorator(cst.parse_expression(f"{tf1}.{SHIM}"))]
    )
    made = cst.ClassDef(cst.Name(name), cst.IndentedBlock([written]), [cst.Arg(cst.parse_expression(base))])
    newline = newline_of(text)
    whole = parsed.with_changes(body=[made], default_newline=newline).code.rstrip("\r\n")
    return f"{whole}{newline * 3}{function.name} = {name}(){_NOTE}"


def _with_self(parameters: cst.Parameters) -> cst.Parameters:
    first = cst.Param(cst.Name("self"))
    if parameters.posonly_params:
        return parameters.with_changes(posonly_params=[first, *parameters.posonly_params])
    return parameters.with_changes(params=[first, *parameters.params])


def _class_name(function: str) -> str:
    start = "_" if function.startswith("_") else ""
    return start + "".join(part[:1].upper() + part[1:] for part in function.split("_"))


SPEC = FixSpec("QF07", ("CK103",), offer)
