"""Metrics: their state variables.

Source: ``keras/metrics.py`` (1.15), ``keras/src/metrics`` (2.15, 3.15). In Keras 2 a metric is a layer, whose weights checkpoints track
and which counts among a model's variables; TensorFlow does not track a metric of Keras 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.values import ListValue, Value, is_tuple
from ckptlens.tf_api.keras.attributes import LAYER_METHODS
from ckptlens.tf_api.keras.classes import export
from ckptlens.tf_api.keras.construct import make_layer
from ckptlens.tf_api.keras.generation import Generation, generation_of, keras_api
from ckptlens.tf_api.keras.spec import Spec
from ckptlens.tf_api.keras.tracking import add_weight
from ckptlens.tf_api.tensors import Tensor

if TYPE_CHECKING:
    from ckptlens.interp.machine import Machine
    from ckptlens.interp.site import Arguments, Site
    from ckptlens.tf_api.keras.core import Core
    from ckptlens.tf_api.keras.layer import KerasLayer
    from ckptlens.tf_api.registry import Call
    from ckptlens.trace import Shape

_MEAN_NAMES = """
Mean RootMeanSquaredError MeanMetricWrapper Accuracy BinaryAccuracy BinaryCrossentropy CategoricalAccuracy
CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge KLDivergence LogCoshError MeanAbsoluteError
MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalAccuracy
SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SquaredHinge TopKCategoricalAccuracy
MeanRelativeError
"""
_MEAN = tuple(_MEAN_NAMES.split())
_ALIASES = {"MAE": "MeanAbsoluteError", "MAPE": "MeanAbsolutePercentageError", "MSE": "MeanSquaredError", "KLD": "KLDivergence"}
_ALIASES["MSLE"] = "MeanSquaredLogarithmicError"
_CURVE = ("true_positives", "true_negatives", "false_positives", "false_negatives")
_CURVE_3 = ("true_positives", "false_positives", "true_negatives", "false_negatives")
_COUNTS = {
    "TruePositives": ("accumulator",),
    "TrueNegatives": ("accumulator",),
    "FalsePositives": ("accumulator",),
    "FalseNegatives": ("accumulator",),
    "Precision": ("true_positives", "false_positives"),
    "Recall": ("true_positives", "false_negatives"),
}
_CURVES = ("AUC", "SensitivityAtSpecificity", "SpecificityAtSensitivity", "PrecisionAtRecall", "RecallAtPrecision")
_CONFUSION = ("MeanIoU", "IoU", "BinaryIoU", "OneHotIoU", "OneHotMeanIoU")
_LATER = ("F1Score", "FBetaScore", "R2Score", "MeanTensor", "PearsonCorrelation", "ConcordanceCorrelation")
"""Metrics that make variables at their first update, by the shape of what they get."""
_FIRST = {
    "AUC": ("num_thresholds",),
    "SensitivityAtSpecificity": ("specificity", "num_thresholds"),
    "SpecificityAtSensitivity": ("sensitivity", "num_thresholds"),
    "PrecisionAtRecall": ("recall", "num_thresholds"),
    "RecallAtPrecision": ("precision", "num_thresholds"),
    "MeanIoU": ("num_classes", "name"),
    "IoU": ("num_classes", "target_class_ids", "name"),
    "OneHotIoU": ("num_classes", "target_class_ids", "name"),
    "OneHotMeanIoU": ("num_classes", "name"),
    "Mean": ("name", "dtype"),
    "Sum": ("name", "dtype"),
    "MeanMetricWrapper": ("fn", "name", "dtype"),
    "MeanRelativeError": ("normalizer", "name", "dtype"),
    **dict.fromkeys(_COUNTS, ("thresholds",)),
}


def _build(machine: Machine, core: Core, shape: Value, site: Site) -> None:
    """The variables were made by the constructor."""


def _call(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return Tensor(None, "float32")


METRIC = Spec("Metric", _build, _call, is_metric=True)
export(METRIC, "metrics.Metric")


def new_metric(machine: Machine, generation: Generation, cls: str, given: dict[str, Value], site: Site) -> KerasLayer:
    """A metric of a built-in class, with its variables."""
    from ckptlens.interp.site import Arguments

    spec = Spec(cls, _build, _call, is_metric=True, base_name=cls)
    made = make_layer(machine, spec, generation, Arguments((), {k: v for k, v in given.items() if k in ("name", "dtype")}), site)
    for name, shape, dtype in _state(machine, generation, cls, given, site):
        add_weight(machine, made.core, site, name, shape, dtype, trainable=False, edge=name)
    machine.trail.set(made.core.state, "built", value=True)
    return made


def _state(machine: Machine, generation: Generation, cls: str, given: dict[str, Value], site: Site) -> list[tuple[str, Shape, str]]:
    if cls in _MEAN:
        return [("total", (), "float32"), ("count", (), "float32")]
    if cls == "Sum":
        return [("total", (), "float32")]
    if cls in _COUNTS:
        return [(name, (_thresholds(given.get("thresholds")),), "float32") for name in _COUNTS[cls]]
    if cls in _CURVES:
        return _curve(generation, given)
    if cls in _CONFUSION:
        count = 2 if cls == "BinaryIoU" else given.get("num_classes")
        size = count if isinstance(count, int) else None
        return [("total_confusion_matrix", (size, size), "int64" if generation is Generation.V3 else "float32")]
    machine.gap(site, f"the variables of the metric {cls}, which are made at its first update, are not followed")
    return []


def _curve(generation: Generation, given: dict[str, Value]) -> list[tuple[str, Shape, str]]:
    size = given.get("num_thresholds", 200)
    listed = _thresholds(given.get("thresholds"))
    count = listed + 2 if given.get("thresholds") is not None and listed is not None else size
    shape: tuple[int | None, ...] = (count if isinstance(count, int) else None,)
    if given.get("multi_label"):
        labels = given.get("num_labels")
        shape = (*shape, labels if isinstance(labels, int) else None)
    return [(name, shape, "float32") for name in (_CURVE_3 if generation is Generation.V3 else _CURVE)]


def _thresholds(value: Value) -> int | None:
    if isinstance(value, ListValue):
        return len(value.items)
    if is_tuple(value):
        return len(value)
    return 1 if value is None or isinstance(value, (int, float)) else None


def _construct(call: Call, *positional: Value, **named: Value) -> Value:
    cls = call.api.rpartition(".")[2]
    cls = _ALIASES.get(cls, cls)
    given = {**dict(zip(_FIRST.get(cls, ("name", "dtype")), positional, strict=False)), **named}
    return new_metric(call.machine, generation_of(call.machine, call.api), cls, given, call.site)


for _cls in (*_MEAN, *_ALIASES, *_COUNTS, *_CURVES, *_CONFUSION, *_LATER, "Sum"):
    keras_api(f"metrics.{_cls}")(_construct)


def _nothing(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return None


def _result(machine: Machine, core: Core, arguments: Arguments, site: Site) -> Value:
    return Tensor((), "float32")


for _method in ("update_state", "reset_state", "reset_states", "merge_state"):
    LAYER_METHODS.setdefault(_method, _nothing)
LAYER_METHODS.setdefault("result", _result)
