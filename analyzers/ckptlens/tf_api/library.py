"""The library of models that the interpreter calls: TensorFlow here, the standard library in `ckptlens.interp.pylib`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.machine import ProgramError
from ckptlens.interp.pylib import call_python, import_python, python_attribute
from ckptlens.interp.trail import MISSING
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, InstanceValue, Unknown, Value
from ckptlens.template import Hole
from ckptlens.tf_api import built_later, initialization, load_models, restore_status
from ckptlens.tf_api.absent import is_absent
from ckptlens.tf_api.bases import base_class
from ckptlens.tf_api.contrib.arg_scopes import SCOPED, with_defaults
from ckptlens.tf_api.contrib.names import one_name
from ckptlens.tf_api.keras.generation import imported_name, is_of_keras
from ckptlens.tf_api.keras.symbolic import is_refused, operation_result
from ckptlens.tf_api.ops.free import is_free_of_variables, is_message, plain_op
from ckptlens.tf_api.private_modules import LAYER_MODULES, OWN_LAYERS, PYTHON, V2, module_name, public_name
from ckptlens.tf_api.registry import CONSTANTS, MODELS, Call, run_model
from ckptlens.tf_api.scopes import prepare
from ckptlens.tf_api.versions import version_named
from ckptlens.tf_api.written import written_api

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site


class TensorFlowLibrary:
    """Models of TensorFlow and of Python's own modules."""

    def __init__(self) -> None:
        load_models()

    def import_module(self, machine: Machine, name: str) -> Value | None:
        if name == "tensorflow" or name.startswith("tensorflow."):
            prepare(machine)
            absent = name.startswith("tensorflow.contrib") and not machine.stack.is_tf1
            return MISSING if absent else ApiValue(one_name(public_name(module_name(name))))
        keras = imported_name(machine, name)
        if keras is not None:
            prepare(machine)
            return ApiValue(keras)
        if name == "tf_slim" or name.startswith("tf_slim."):
            prepare(machine)
            return None if name.startswith("tf_slim.nets") else ApiValue(one_name(name))
        return import_python(name)

    def attribute(self, machine: Machine, api: ApiValue, name: str, site: Site | None = None) -> Value:
        if not _is_tensorflow(api.name):
            written = written_api(machine, f"{api.name}.{name}", site)
            return python_attribute(machine, api, name) if written is MISSING else written
        if api.name in PYTHON:
            return python_attribute(machine, ApiValue(PYTHON[api.name]), name)
        if api.name == V2:
            root, _, own = module_name(f"tensorflow.compat.v2.{name}").rpartition(".")
            return self.attribute(machine, ApiValue(root), own, site)
        if name == "__name__":
            return api.name.rpartition(".")[2]
        if machine.stack.is_keras3 and api.name in LAYER_MODULES:
            written = written_api(machine, f"tf.compat.v1.layers.{name}", None)
            return ApiValue(OWN_LAYERS + name) if written is MISSING else written
        full = one_name(public_name(f"{api.name}.{name}"))
        version = version_named(machine.stack, full)
        if version is not None:
            return version
        if is_absent(machine.stack, full):
            return MISSING
        if api.name in ("tf", "tf.compat.v1") and name in ("compat", "contrib"):
            return ApiValue(f"tf.{name}") if name == "contrib" else ApiValue("tf.compat")
        for candidate in _candidates(machine, full):
            if candidate in CONSTANTS:
                return CONSTANTS[candidate]
            written = written_api(machine, candidate, site)
            if written is not MISSING:
                return written
        return ApiValue(full)

    def call(self, machine: Machine, api: ApiValue, arguments: Arguments, site: Site) -> Value:
        if not _is_tensorflow(api.name):
            return call_python(machine, api, arguments, site)
        for candidate in _candidates(machine, api.name):
            if candidate in MODELS:
                try:
                    given = with_defaults(machine, candidate, arguments) if candidate in SCOPED else arguments
                    called = api.name if api.name.startswith(OWN_LAYERS) else candidate
                    made = run_model(Call(machine, site, called, given), candidate)
                    return _on_symbolic(api, arguments, made, site)
                except ProgramError as error:
                    error.raised_by(candidate, site.location)
                    raise
                except TypeError as error:
                    if "argument" not in str(error):
                        raise
                    machine.gap(site, f"this call of {candidate} is not followed: {error}")
                    return unknown("result", f"the result of {candidate}", site)
        return _on_symbolic(api, arguments, _unmodelled(machine, api, arguments, site), site)

    def instance_attribute(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str) -> Value:
        if base.name in ("object", "builtins.object"):
            return MISSING
        known = base_class(base.name)
        if known is not None:
            return known.attribute(machine, instance, name)
        if name in ("__init__", "__setattr__"):
            from ckptlens.interp.members import member

            return member("object", name, instance)
        return unknown(f"self.{name}", f"an attribute inherited from {base.name}", None, callable_gap=base.name.startswith("tf"))

    def instance_call(self, machine: Machine, base: ApiValue, instance: InstanceValue, arguments: Arguments, site: Site) -> Value:
        from ckptlens.interp.access import find_in_class
        from ckptlens.interp.calls import call

        known = base_class(base.name)
        if known is not None and known.call is not None:
            return known.call(machine, instance, arguments, site)
        method = find_in_class(instance.cls, "call")
        machine.gap(site, f"calling an object of a class derived from {base.name} is not followed exactly")
        if method is MISSING:
            return unknown("result", f"calling an object of class {instance.cls.name}", site)
        return call(machine, method, arguments.prepended(instance), site)

    def instance_set(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str, value: Value, site: Site) -> bool:
        known = base_class(base.name)
        if known is None or known.set_attribute is None:
            return False
        known.set_attribute(machine, instance, name, value, site)
        return True

    def finish(self, machine: Machine) -> None:
        restore_status.finish(machine)
        built_later.note_built(machine)
        initialization.finish(machine)

    def instance_delete(self, machine: Machine, base: ApiValue, instance: InstanceValue, name: str) -> None:
        known = base_class(base.name)
        if known is not None and known.delete_attribute is not None:
            known.delete_attribute(machine, instance, name)


def _is_tensorflow(name: str) -> bool:
    return name.startswith(("tf", "keras2", "keras3"))


def _on_symbolic(api: ApiValue, arguments: Arguments, made: Value, site: Site) -> Value:
    """What an operation gives: symbolic tensors when it was called on such. Operations of TensorFlow refuse those of Keras 3."""
    if not is_of_keras(api.name) and is_refused(arguments, made):
        message = "A KerasTensor cannot be used as input to a TensorFlow function."
        raise ProgramError("ValueError", message, site.location, api=api.name)

    def again(machine: Machine, passed: Arguments, site: Site) -> Value:
        return machine.library.call(machine, api, passed, site)

    return operation_result(api.name, again, arguments, made)


def _candidates(machine: Machine, name: str) -> tuple[str, ...]:
    """Names under which a model may stand: on TF1 ``tf.x`` is ``tf.compat.v1.x``; v1 names fall back to shared ones."""
    if name.startswith("tf.compat.v1."):
        return (name, "tf." + name[len("tf.compat.v1.") :])
    if name.startswith(OWN_LAYERS):
        return ("tf.compat.v1.layers." + name[len(OWN_LAYERS) :],)
    if machine.stack.is_tf1 and not name.startswith("tf.contrib."):
        return ("tf.compat.v1." + name[len("tf.") :], name)
    return (name,)


def _unmodelled(machine: Machine, api: ApiValue, arguments: Arguments, site: Site) -> Value:
    name = api.name.replace("keras2.", "tf.keras.", 1).replace("keras3.", "tf.keras.", 1)
    if is_message(name):
        return Unknown(Hole(name.rpartition(".")[2], f"the fields of {name}", site.location), pure=True)
    if is_free_of_variables(name):
        return plain_op(machine, name, arguments, site)
    machine.gap(site, f"{api.name} is not modelled: it may make variables")
    return unknown(f"{api.name.rpartition('.')[2]}()", f"the result of {api.name}", site, callable_gap=True)
