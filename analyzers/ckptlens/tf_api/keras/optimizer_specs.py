"""Which variables the optimizers of Keras make: frozen descriptions for its three implementations.

Source: ``keras/optimizer_v2`` (1.15) and ``keras/src/optimizers/legacy`` (2.15); ``keras/src/optimizers`` of 2.15 (from 2.11 on);
``keras/src/optimizers`` of 3.15. Cases: keras_optimizer_*, keras_legacy_optimizer.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Family(StrEnum):
    """The three implementations of optimizers."""

    LEGACY = "legacy"
    """``OptimizerV2``: hyperparameters are variables, and slots are keyed under the variable that they belong to."""
    NEW = "new"
    """Keras 2 from 2.11 on: one list of variables."""
    V3 = "v3"
    """Keras 3: one list of variables, and one of the trained variables."""


class Slots(Struct, frozen=True):
    """Variables made for each trained variable, one of each name before the next trained variable. `option` is the argument that
    must be true (or, for a number, not zero) for them to be made."""

    names: tuple[str, ...]
    option: str | None = None


class OptimizerSpec(Struct, frozen=True):
    """One class: its parameters in order, the defaults that matter, its slots; `hypers` are the hyperparameters that a legacy
    optimizer keeps in variables besides ``decay`` and ``learning_rate``. `single` is a variable of the optimizer itself, and the
    edge that holds it."""

    name: str
    parameters: tuple[str, ...]
    slots: tuple[Slots, ...]
    defaults: tuple[tuple[str, object], ...] = ()
    hypers: tuple[str, ...] = ()
    single: tuple[str, str] | None = None


_BASE = {
    Family.LEGACY: "name",
    Family.NEW: "weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency jit_compile name",
    Family.V3: "weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor "
    "gradient_accumulation_steps name",
}
_FTRL = "learning_rate_power initial_accumulator_value l1_regularization_strength l2_regularization_strength"
_OWN = {
    "SGD": "momentum nesterov",
    "Adam": "beta_1 beta_2 epsilon amsgrad",
    "AdamW": "weight_decay beta_1 beta_2 epsilon amsgrad",
    "Adamax": "beta_1 beta_2 epsilon",
    "Nadam": "beta_1 beta_2 epsilon",
    "Adagrad": "initial_accumulator_value epsilon",
    "Adadelta": "rho epsilon",
    "RMSprop": "rho momentum epsilon centered",
    "Ftrl": f"{_FTRL} l2_shrinkage_regularization_strength beta",
    "Lion": "beta_1 beta_2",
    "Adafactor": "beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step",
    "Muon": "adam_beta_1 adam_beta_2 adam_weight_decay epsilon",
    "Lamb": "beta_1 beta_2 epsilon",
}
_AFTER_BASE = {
    "Muon": "exclude_layers exclude_embeddings muon_a muon_b muon_c adam_lr_ratio momentum ns_steps nesterov rms_rate",
}


def _parameters(family: Family, name: str) -> tuple[str, ...]:
    own, base = _OWN[name], _BASE[family]
    if family is Family.LEGACY and name == "Ftrl":
        own, base = _FTRL, "name l2_shrinkage_regularization_strength beta"
    if name == "AdamW":
        base = base.removeprefix("weight_decay ")
    return tuple(f"learning_rate {own} {base} {_AFTER_BASE.get(name, '')}".split())


def _spec(family: Family, name: str, *slots: Slots | str, hypers: str = "", single: tuple[str, str] | None = None) -> OptimizerSpec:
    made = tuple(s if isinstance(s, Slots) else Slots(tuple(s.split())) for s in slots)
    defaults = (("exclude_embeddings", True),) if name == "Muon" else ()
    return OptimizerSpec(name, _parameters(family, name), made, defaults, tuple(hypers.split()), single)


def _if(option: str, names: str) -> Slots:
    return Slots(tuple(names.split()), option)


_LEGACY = (
    _spec(Family.LEGACY, "SGD", _if("momentum", "momentum"), hypers="momentum"),
    _spec(Family.LEGACY, "Adam", "m", "v", _if("amsgrad", "vhat"), hypers="beta_1 beta_2"),
    _spec(Family.LEGACY, "Adamax", "m", "v", hypers="beta_1 beta_2"),
    _spec(Family.LEGACY, "Nadam", "m", "v", hypers="beta_1 beta_2", single=("momentum_cache", "momentum_cache")),
    _spec(Family.LEGACY, "Adagrad", "accumulator"),
    _spec(Family.LEGACY, "Adadelta", "accum_grad accum_var", hypers="rho"),
    _spec(Family.LEGACY, "RMSprop", "rms", _if("momentum", "momentum"), _if("centered", "mg"), hypers="momentum rho"),
    _spec(
        Family.LEGACY,
        "Ftrl",
        "accumulator linear",
        hypers="beta l1_regularization_strength l2_regularization_strength learning_rate_power",
    ),
)
_NEW = (
    _spec(Family.NEW, "SGD", "m"),
    _spec(Family.NEW, "Adam", "m v", _if("amsgrad", "vhat")),
    _spec(Family.NEW, "AdamW", "m v", _if("amsgrad", "vhat")),
    _spec(Family.NEW, "Adamax", "m u"),
    _spec(Family.NEW, "Nadam", "m v", single=("Variable", "_u_product")),
    _spec(Family.NEW, "Adagrad", "accumulator"),
    _spec(Family.NEW, "Adadelta", "accumulated_grad accumulated_delta_var"),
    _spec(Family.NEW, "RMSprop", "velocity", _if("momentum", "momentum"), _if("centered", "average_gradient")),
    _spec(Family.NEW, "Ftrl", "accumulator linear"),
    _spec(Family.NEW, "Lion", "m"),
    _spec(Family.NEW, "Adafactor", "r c v"),
)
_V3 = (
    _spec(Family.V3, "SGD", _if("momentum", "momentum")),
    _spec(Family.V3, "Adam", "momentum velocity", _if("amsgrad", "velocity_hat")),
    _spec(Family.V3, "AdamW", "momentum velocity", _if("amsgrad", "velocity_hat")),
    _spec(Family.V3, "Adamax", "momentum norm"),
    _spec(Family.V3, "Nadam", "momentum velocity", single=("variable", "_u_product")),
    _spec(Family.V3, "Adagrad", "accumulator"),
    _spec(Family.V3, "Adadelta", "accumulated_grad accumulated_delta_var"),
    _spec(Family.V3, "RMSprop", "velocity", _if("momentum", "momentum"), _if("centered", "average_gradient")),
    _spec(Family.V3, "Ftrl", "accumulator linear"),
    _spec(Family.V3, "Lion", "momentum"),
    _spec(Family.V3, "Lamb", "momentum velocity"),
    _spec(Family.V3, "Adafactor", "r c velocity"),
    _spec(Family.V3, "Muon", "momentum velocity"),
)

SPECS: dict[Family, dict[str, OptimizerSpec]] = {
    family: {s.name: s for s in specs} for family, specs in ((Family.LEGACY, _LEGACY), (Family.NEW, _NEW), (Family.V3, _V3))
}
NAMES = tuple(dict.fromkeys(s.name for specs in (_LEGACY, _NEW, _V3) for s in specs))
BASE_SPECS = {
    Family.NEW: OptimizerSpec("Optimizer", ("name", *_BASE[Family.NEW].split()[:-1]), ()),
    Family.V3: OptimizerSpec("Optimizer", ("learning_rate", *_BASE[Family.V3].split()), ()),
}
"""The class that the others derive from, which makes no variables for those that it trains."""
