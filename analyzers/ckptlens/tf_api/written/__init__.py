"""Classes and functions of TensorFlow, and of gym, that are written in Python, for the interpreter to run.

What programs derive classes from and hand their own objects to, such as cells, decoders and loops, is best said in Python itself:
overriding, ``super()`` and attributes then mean what they mean in the program. The files ``*.pymodel`` beside this module hold such
code; what it makes stands at the call of the program that led into it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ckptlens.interp.machine import Frame, ProgramError
from ckptlens.interp.trail import MISSING, Trail
from ckptlens.interp.values import ApiValue, ModuleValue, Namespace, Scope
from ckptlens.syntax.parse import parse_import
from ckptlens.tf_api.written.natives import NATIVES
from ckptlens.tf_api.written.public import NEEDS, PUBLIC

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Value
    from ckptlens.syntax import ir


@cache
def parsed(module: str) -> ir.Module:
    """The code of a file of this folder."""
    return parse_import(files(__name__).joinpath(f"{module}.pymodel").read_text("utf-8"))


def written_api(machine: Machine, name: str, site: Site | None) -> Value:
    """What a public name stands for; MISSING when it is not written here or absent on the stack.

    Raises AttributeError for what Keras 3 does not have (case tf1_rnn_dynamic_lstm).
    """
    found = PUBLIC.get(name)
    if found is None:
        return MISSING
    module, own = found
    if machine.stack.is_keras3 and module in ("cells", "layer") and site is not None:
        raise ProgramError("AttributeError", f"`{own}` is not available with Keras 3.", site.location)
    return loaded(machine, module).names.state[own]


def loaded(machine: Machine, name: str) -> ModuleValue:
    """A module of this folder as this run has it. It is no part of the program's state: no branch takes it back."""
    found = machine.written.get(name)
    if found is None:
        names: dict[object, object] = {"tf": ApiValue("tf.compat.v1"), "__name__": f"tensorflow.{name}", **NATIVES}
        for needed in NEEDS.get(name, ()):
            names.update(loaded(machine, needed).names.state)
        found = machine.written[name] = ModuleValue(f"tensorflow.{name}", f"<{name}>", Namespace(names), modelled=True)
        _run(machine, found, parsed(name))
    return found


def _run(machine: Machine, module: ModuleValue, code: ir.Module) -> None:
    trail, conditions = machine.trail, machine.conditions
    machine.trail, machine.conditions = Trail(), ()
    try:
        for block in code.blocks:
            scope = Scope(module.names, module, block.start)
            with machine.entered(Frame(scope, None, None)):
                machine.execute(machine, block.body, scope)
    finally:
        machine.trail, machine.conditions = trail, conditions
    module.ready = True
