"""Making the variables of an optimizer.

Source: ``OptimizerV2._create_all_weights`` and ``add_slot`` (legacy), ``_BaseOptimizer.build`` of 2.15, ``BaseOptimizer.build`` of 3.15.
Eager legacy optimizers make their hyperparameters at the first ``apply_gradients``, the others when they are constructed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.strings import concatenate
from ckptlens.interp.values import Text, Unknown, Value
from ckptlens.tf_api.graph import current_graph, unique_name
from ckptlens.tf_api.keras.optimizer_specs import BASE_SPECS, Family, Slots
from ckptlens.tf_api.keras.policy import floatx
from ckptlens.tf_api.keras.schedules import is_schedule
from ckptlens.tf_api.keras.tracking import KerasVariable
from ckptlens.tf_api.variables import VariableValue, note_variable

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.tf_api.keras.optimizers import KerasOptimizer
    from ckptlens.trace import Shape

_API = "tf.keras.optimizers"


def make(
    machine: Machine,
    optimizer: KerasOptimizer,
    site: Site,
    name: Text,
    shape: Shape = (),
    dtype: str | None = "float32",
    of: VariableValue | None = None,
) -> VariableValue:
    """A new variable of an optimizer under its full name."""
    full = unique_name(machine, current_graph(machine), name)
    made = note_variable(
        machine,
        site,
        full,
        shape,
        dtype,
        api_name=f"{_API}.{optimizer.spec.name}",
        trainable=False,
        kind="slot" if of is not None else "variable",
        of=of.uid if of is not None else None,
    )
    if optimizer.family is Family.V3:
        own = name if isinstance(name, str) else str(name)
        return KerasVariable(made.uid, own.rpartition("/")[2], shape, dtype, trainable=False, path=name)
    return made


def construct_variables(machine: Machine, optimizer: KerasOptimizer, site: Site) -> None:
    """What the constructor makes: nothing for a legacy optimizer, else the counter of steps and the learning rate."""
    if optimizer.family is Family.LEGACY:
        return
    prefix = concatenate([optimizer.name, "/"]) if optimizer.family is Family.V3 else ""
    step = make(machine, optimizer, site, concatenate([prefix, "iteration"]), (), "int64")
    optimizer.hold(machine, "_iterations", step, listed=True)
    if optimizer.spec is BASE_SPECS[Family.NEW]:
        return
    rate = optimizer.options.get("learning_rate")
    if isinstance(rate, Unknown) and rate.callable_gap:
        machine.gap(site, "whether the learning rate is a number or a schedule is not known")
    scheduled = is_schedule(rate, functions=optimizer.family is Family.V3)
    if scheduled and optimizer.family is Family.V3:
        return
    edge = "_current_learning_rate" if scheduled else "_learning_rate"
    made = make(machine, optimizer, site, concatenate([prefix, edge.removeprefix("_")]), (), floatx(machine))
    optimizer.hold(machine, edge, made, listed=optimizer.family is Family.V3)


def build(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
    """``optimizer.build(variables)``; `scope` says that it runs in a name scope of the optimizer's name (``apply_gradients``)."""
    around = getattr(optimizer, "build_around", None)
    if around is None or optimizer.family is Family.LEGACY or optimizer.state.get("built"):
        build_inherited(machine, optimizer, trained, site, scope=scope)
    else:
        around(machine, trained, site, scope=scope)


def build_inherited(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
    """``build`` of Keras's own class."""
    if optimizer.family is Family.LEGACY:
        _build_legacy(machine, optimizer, trained, site)
        return
    if optimizer.state.get("built"):
        return
    machine.trail.set(optimizer.state, "built", value=True)
    machine.trail.set(optimizer.state, "trained", tuple(trained))
    for slots in _groups(optimizer):
        chosen = optimizer.option_holds(machine, slots.option, site)
        if chosen:
            _fill(machine, optimizer, slots, trained, site, scope=scope)
    single = optimizer.spec.single
    if single is not None:
        prefix = concatenate([optimizer.name, "/"]) if scope and optimizer.family is Family.NEW else ""
        made = make(machine, optimizer, site, concatenate([prefix, single[0]]), (), floatx(machine))
        optimizer.hold(machine, single[1], made, listed=optimizer.family is Family.V3)


def _groups(optimizer: KerasOptimizer) -> tuple[Slots, ...]:
    first = (Slots(("average",), "use_ema"),)
    if optimizer.family is Family.V3:
        first = (*first, Slots(("gradient_accumulator",), "gradient_accumulation_steps"))
    return (*first, *optimizer.spec.slots)


def _fill(machine: Machine, optimizer: KerasOptimizer, slots: Slots, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
    for variable in trained:
        for name in slots.names:
            if _is_left_out(optimizer, name, variable):
                continue
            shape, dtype = _slot_shape(optimizer, name, variable)
            if dtype == "int32" and optimizer.family is Family.NEW:
                continue
            made = make(machine, optimizer, site, slot_name(optimizer, name, variable, scope=scope), shape, dtype, variable)
            optimizer.hold(machine, None, made, listed=True)
    if optimizer.spec.name == "Adafactor" and optimizer.family is Family.NEW and "r" in slots.names:
        _placeholders(machine, optimizer, trained, site, scope=scope)


def _placeholders(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site, *, scope: bool) -> None:
    """Adafactor of Keras 2 does not factor vectors; an integer stands in their place in the lists ``_r`` and ``_c`` alone."""
    for place, variable in enumerate(trained):
        if len(variable.shape or ()) < 2:
            for edge in ("_r", "_c"):
                made = make(machine, optimizer, site, slot_name(optimizer, "r", variable, scope=scope), (), "int32", variable)
                machine.trail.set(optimizer.state, ("placeholder", edge, place), made)


def _is_left_out(optimizer: KerasOptimizer, name: str, variable: VariableValue) -> bool:
    """Muon keeps a velocity only for the variables that it trains as Adam does: all but matrices, and embeddings."""
    if optimizer.spec.name != "Muon" or name != "velocity":
        return False
    path = str(getattr(variable, "path", variable.op_name))
    embedded = optimizer.options.get("exclude_embeddings", True) is not False and "embedding" in path.lower()
    return len(variable.shape or ()) == 2 and not embedded


def _slot_shape(optimizer: KerasOptimizer, name: str, variable: VariableValue) -> tuple[Shape, str | None]:
    if optimizer.spec.name == "Adafactor" and name in ("r", "c"):
        shape = variable.shape
        if shape is None:
            return None, variable.dtype
        if len(shape) < 2:
            return (), "int32"
        return (shape[:-1] if name == "r" else (*shape[:-2], shape[-1])), variable.dtype
    return variable.shape, variable.dtype


def slot_name(optimizer: KerasOptimizer, name: Text, variable: VariableValue, *, scope: bool) -> Text:
    """The full name of a variable that an optimizer makes for another."""
    if optimizer.family is Family.V3:
        path = getattr(variable, "path", None) or concatenate([variable.op_name, "_0"])
        flat = concatenate([part.replace("/", "_") if isinstance(part, str) else part for part in getattr(path, "parts", (path,))])
        return concatenate([optimizer.name, "/", flat, "_", name])
    own = concatenate([name, "/", variable.op_name])
    return concatenate([optimizer.name, "/", own]) if scope else own


def _build_legacy(machine: Machine, optimizer: KerasOptimizer, trained: list[VariableValue], site: Site) -> None:
    """``_create_all_weights``: the counter, the hyperparameters by name, the slots of each variable that has none."""
    make_step(machine, optimizer, site)
    if not optimizer.state.get("built"):
        machine.trail.set(optimizer.state, "built", value=True)
        for name in sorted(("decay", "learning_rate", *optimizer.spec.hypers)):
            if name == "beta" and machine.stack.is_tf1:
                continue
            if not is_schedule(optimizer.options.get(name)):
                made = make(machine, optimizer, site, concatenate([optimizer.name, "/", name]), (), floatx(machine))
                optimizer.hold(machine, name, made, listed=False)
        single = optimizer.spec.single
        if single is not None:
            made = make(machine, optimizer, site, concatenate([optimizer.name, "/", single[0]]), (), floatx(machine))
            optimizer.hold(machine, single[1], made, listed=True)
    for slots in optimizer.spec.slots:
        if not optimizer.option_holds(machine, slots.option, site):
            continue
        for variable in trained:
            for name in slots.names:
                if ("slot", variable.uid, name) not in optimizer.state:
                    full = concatenate([optimizer.name, "/", variable.op_name, "/", name])
                    made = make(machine, optimizer, site, full, variable.shape, variable.dtype, variable)
                    machine.trail.set(optimizer.state, ("slot", variable.uid, name), made)
                    optimizer.hold(machine, None, made, listed=True)


def make_step(machine: Machine, optimizer: KerasOptimizer, site: Site) -> Value:
    """The counter of a legacy optimizer, made when it is first read."""
    if "iter" not in optimizer.edges_held:
        made = make(machine, optimizer, site, concatenate([optimizer.name, "/iter"]), (), "int64")
        optimizer.hold(machine, "iter", made, listed=True)
    return optimizer.edges_held["iter"]
