"""TensorFlow's optimizer classes: their parameters, their slots, the variables of their own.

Source: ``tensorflow/python/training/{adam,momentum,...}.py`` and ``tensorflow/contrib/opt/python/training/*.py`` (_create_slots),
TF 1.15 to 2.21. Cases: tf1_opt_*, tf115_opt_*.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ckptlens.tf_api.declared import Named, declare
from ckptlens.tf_api.graph import entered_scope
from ckptlens.tf_api.optimizers import Kind, OptimizerValue, Slot
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Site
    from ckptlens.interp.values import Text, Value
    from ckptlens.tf_api.registry import Call
    from ckptlens.tf_api.variables import VariableValue

_MV = ("m", "v")
_BETAS = ("beta1_power", "beta2_power")
_ADAM = "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name="
_L1L2 = "l1_regularization_strength=0.0, l2_regularization_strength=0.0"


class _Class(Struct, frozen=True):
    """A row of the table: a public name, its parameters, its slots and own variables."""

    name: str
    parameters: str
    slots: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


_CLASSES = (
    _Class("train.GradientDescentOptimizer", "learning_rate, use_locking=False, name='GradientDescent'"),
    _Class("train.MomentumOptimizer", "learning_rate, momentum, use_locking=False, name='Momentum', use_nesterov=False", ("momentum",)),
    _Class("train.AdamOptimizer", f"{_ADAM}'Adam'", _MV, _BETAS),
    _Class("train.AdagradOptimizer", "learning_rate, initial_accumulator_value=0.1, use_locking=False, name='Adagrad'", ("accumulator",)),
    _Class(
        "train.AdagradDAOptimizer",
        f"learning_rate, global_step, initial_gradient_squared_accumulator_value=0.1, {_L1L2}, use_locking=False, name='AdagradDA'",
        ("gradient_accumulator", "gradient_squared_accumulator"),
    ),
    _Class(
        "train.AdadeltaOptimizer",
        "learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name='Adadelta'",
        ("accum", "accum_update"),
    ),
    _Class(
        "train.RMSPropOptimizer",
        "learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, use_locking=False, centered=False, name='RMSProp'",
        ("rms", "momentum"),
    ),
    _Class(
        "train.FtrlOptimizer",
        f"learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, {_L1L2}, use_locking=False, name='Ftrl', "
        "accum_name=None, linear_name=None, l2_shrinkage_regularization_strength=0.0, beta=None",
        ("accum", "linear"),
    ),
    _Class(
        "train.ProximalAdagradOptimizer",
        f"learning_rate, initial_accumulator_value=0.1, {_L1L2}, use_locking=False, name='ProximalAdagrad'",
        ("accumulator",),
    ),
    _Class("train.ProximalGradientDescentOptimizer", f"learning_rate, {_L1L2}, use_locking=False, name='ProximalGradientDescent'"),
    _Class("opt.AdaMaxOptimizer", f"{_ADAM}'AdaMax'", _MV, ("beta1_power",)),
    _Class("opt.NadamOptimizer", f"{_ADAM}'Adam'", _MV, _BETAS),
    _Class("opt.LazyAdamOptimizer", f"{_ADAM}'Adam'", _MV, _BETAS),
    _Class(
        "opt.AdamGSOptimizer",
        "global_step=0, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'",
        _MV,
    ),
    _Class(
        "opt.LazyAdamGSOptimizer",
        "global_step=0, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'",
        _MV,
    ),
    _Class(
        "opt.AddSignOptimizer",
        "learning_rate=0.1, alpha=1.0, beta=0.9, sign_decay_fn=None, use_locking=False, name='AddSignOptimizer'",
        ("m",),
    ),
    _Class(
        "opt.PowerSignOptimizer",
        "learning_rate=0.1, base=2.718281828459045, beta=0.9, sign_decay_fn=None, use_locking=False, name='PowerSignOptimizer'",
        ("m",),
    ),
    _Class(
        "opt.RegAdagradOptimizer",
        "learning_rate, initial_accumulator_value=0.1, use_locking=False, name='RegAdagrad'",
        ("accumulator",),
    ),
    _Class(
        "opt.LARSOptimizer",
        "learning_rate, momentum=0.9, weight_decay=0.0001, eeta=0.001, epsilon=0.0, name='LARSOptimizer', skip_list=None, "
        "use_nesterov=False",
        ("momentum",),
    ),
    _Class(
        "opt.AdamWOptimizer",
        f"weight_decay, {_ADAM}'AdamW'",
        _MV,
        _BETAS,
    ),
    _Class(
        "opt.MomentumWOptimizer",
        "weight_decay, learning_rate, momentum, use_locking=False, name='MomentumW', use_nesterov=False",
        ("momentum",),
    ),
    _Class(
        "opt.ShampooOptimizer",
        "global_step=0, max_matrix_size=768, gbar_decay=0.0, gbar_weight=1.0, mat_gbar_decay=1.0, mat_gbar_weight=1.0, "
        "learning_rate=1.0, svd_interval=1, precond_update_interval=1, epsilon=0.0001, alpha=0.5, use_iterative_root=False, "
        "use_locking=False, name='Shampoo'",
    ),
)


def _make(call: Call, given: Named, row: _Class) -> Value:
    kind = Kind(call.api, tuple(Slot(name) for name in row.slots), row.own)
    match row.name:
        case "train.RMSPropOptimizer" if given["centered"] is True:
            kind = replace(kind, slots=(Slot("rms"), Slot("mg"), Slot("momentum")))
        case "train.FtrlOptimizer":
            kind = replace(kind, slots=(Slot("accum", _given(given["accum_name"])), Slot("linear", _given(given["linear_name"]))))
        case "opt.ShampooOptimizer":
            kind = replace(kind, create=_shampoo)
        case _:
            pass
    return OptimizerValue(kind, entered_scope(given["name"]) or "", {**given})


def _given(name: Value) -> Text | None:
    return entered_scope(name) or None


def _shampoo(machine: Machine, site: Site, optimizer: OptimizerValue, trained: list[VariableValue]) -> None:
    """A slot of the variable's shape, and for each dimension a matrix, or a vector where it is too large, and its root."""
    largest, interval = optimizer.arguments["max_matrix_size"], optimizer.arguments["svd_interval"]
    for variable in trained:
        optimizer.make_slot(machine, site, variable, "gbar")
        if variable.shape is None or not isinstance(largest, int) or not isinstance(interval, (int, float)):
            machine.gap(site, "the slots that Shampoo makes for this shape are not known")
            continue
        for index, size in enumerate(variable.shape):
            square = size is not None and size <= largest
            if square and interval > 1:
                optimizer.make_slot(machine, site, variable, f"H_{index}", like=Tensor((size, size), "float32"))
            optimizer.make_slot(machine, site, variable, f"Gbar_{index}", like=Tensor((size, size) if square else (size,), "float32"))


def _public(row: _Class) -> str:
    return f"tf.compat.v1.{row.name}" if row.name.startswith("train.") else f"tf.contrib.{row.name}"


CLASS_NAMES = tuple(_public(row) for row in _CLASSES)
for _row in _CLASSES:
    declare(_public(_row), _row.parameters, partial(_make, row=_row))
