"""Functions that TensorFlow traces: their Python code runs when they are first called.

Source: ``tensorflow/python/eager/polymorphic_function``, TF 1.15 to 2.21. Variables made while a function is traced are made once, so
running its code for each call makes the same ones as long as the code guards them, which TensorFlow insists on.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ckptlens.interp.calls import call as call_value
from ckptlens.interp.host import host_function, one_argument
from ckptlens.interp.site import Arguments
from ckptlens.interp.values import FunctionValue, HostFunction, Unknown, Value
from ckptlens.template import Hole
from ckptlens.tf_api.registry import Call, api

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site


@api("tf.function")
def function(
    call: Call,
    func: Value = None,
    input_signature: Value = None,
    autograph: Value = True,
    jit_compile: Value = None,
    reduce_retracing: Value = False,
    experimental_implements: Value = None,
    experimental_autograph_options: Value = None,
    experimental_attributes: Value = None,
    experimental_relax_shapes: Value = None,
    experimental_compile: Value = None,
    experimental_follow_type_hints: Value = None,
) -> Value:
    """The function itself; without one, a decorator."""
    if func is None:
        return one_argument("tf.function", lambda machine, site, inner: traced(machine, inner))
    return traced(call.machine, func)


def traced(machine: Machine, inner: Value) -> Value:
    """A function as it can be called, with the methods that tracing adds to it."""
    if isinstance(inner, FunctionValue):
        machine.trail.set(inner.state, "get_concrete_function", HostFunction("get_concrete_function", partial(_concrete, inner)))
        machine.trail.set(inner.state, "python_function", inner)
    return inner


def _concrete(inner: Value, machine: Machine, arguments: Arguments, site: Site) -> Value:
    """Traces the function for these arguments."""
    call_value(machine, inner, arguments, site)
    return inner


@api("tf.autograph.experimental.do_not_convert")
def do_not_convert(call: Call, func: Value = None) -> Value:
    """The function itself; without one, a decorator."""
    return func if func is not None else one_argument("do_not_convert", lambda machine, site, inner: inner)


@api("tf.python.util.all_util.make_all")
def make_all(call: Call, module_name: Value, doc_string_modules: Value = None) -> Value:
    """The names of a module that its text speaks of: a star import takes all public ones."""
    return Unknown(Hole("__all__", "the names that the text of a module speaks of", call.site.location), pure=True)


@api("tf.python.util.all_util.remove_undocumented")
def remove_undocumented(call: Call, module_name: Value, allowed_exception_list: Value = None, doc_string_modules: Value = None) -> Value:
    """Hides names that no model needs hidden."""
    return None


@api("tf.recompute_grad", "tf.grad_pass_through")
def same_function(call: Call, f: Value) -> Value:
    """The function itself."""
    return f


@api("tf.custom_gradient")
def custom_gradient(call: Call, f: Value = None) -> Value:
    """A function that gives the first of the two values that its inner one gives."""

    def run(machine: Machine, site: Site, *rest: Value, **named: Value) -> Value:
        made = call_value(machine, f, Arguments(rest, named), site)
        return made[0] if isinstance(made, tuple) and made else made  # pyright: ignore[reportUnknownVariableType]

    return host_function("custom_gradient", run)


@api("tf.config.run_functions_eagerly", "tf.config.experimental_run_functions_eagerly")
def run_functions_eagerly(call: Call, run_eagerly: Value = None) -> Value:
    """Changes no variables."""
    return None
