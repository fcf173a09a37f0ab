"""TensorFlow's private modules, which programs of its first years import from, as the public names of what is in them.

Source: the ``__init__.py`` of tensorflow/contrib/* and the ``tf_export`` decorators of tensorflow/python/**, TF 1.15.
"""

from __future__ import annotations

import re
from functools import lru_cache

V2 = "tf.compat.v2"
"""The module with the names of ``tf`` and one more, ``enable_v2_behavior`` (TensorFlow 1.15 to 2.21)."""
_MODULES = {
    "tensorflow.compat.v1": "tf.compat.v1",
    "tensorflow.compat.v2": "tf",
    "tensorflow.compat": "tf.compat",
    "tensorflow.python.keras": "tf.keras",
    "tensorflow": "tf",
}
OWN_LAYERS = "tf.python.layers."
"""Where TensorFlow keeps layers of its own, which do not need Keras 2 (``tensorflow/python/layers/core.py``, 2.21)."""
LAYER_MODULES = frozenset(OWN_LAYERS + module for module in ("base", "convolutional", "core", "layers", "pooling"))
_OF_V2 = {"tensorflow.compat.v2": V2, "tensorflow.compat.v2.enable_v2_behavior": "tf.compat.v1.enable_v2_behavior"}
_ROOT = "tf.compat.v1"
_OPS = (
    "array_ops|bitwise_ops|check_ops|clip_ops|confusion_matrix|control_flow_ops|data_flow_ops|functional_ops|gradients|gradients_impl"
    "|histogram_ops|init_ops|io_ops|linalg_ops|logging_ops|lookup_ops|map_fn|math_ops|numerics|parsing_ops|partitioned_variables"
    "|random_ops|resource_variable_ops|script_ops|session_ops|sparse_ops|standard_ops|state_ops|string_ops|template|tensor_array_ops"
    "|tensor_forest_ops|variable_scope|variables|while_v2|cond_v2|custom_gradient"
)
_RULES: tuple[tuple[str, str], ...] = (
    (r"tf\.contrib\.(\w+)\.python\.(?:ops|layers|training|learn|kernel_tests)\.\w+\.(?=\w+$)", r"tf.contrib.\1."),
    (r"tf\.contrib\.(slim|framework|layers)\.python\.\w+\.\w+\.(?=\w+$)", r"tf.contrib.\1."),
    (r"tf\.python\.ops\.rnn_cell(?:_impl)?\.(?=LayerRNNCell$)", "tf.contrib.rnn."),
    (r"tf\.python\.ops\.rnn_cell(?:_impl)?\.", f"{_ROOT}.nn.rnn_cell."),
    (r"tf\.python\.ops\.(?:rnn|nn|nn_ops|nn_impl|embedding_ops|candidate_sampling_ops|ctc_ops)\.", f"{_ROOT}.nn."),
    (r"tf\.python\.ops\.losses\.(?:losses|losses_impl|util)\.", f"{_ROOT}.losses."),
    (r"tf\.python\.ops\.(?:metrics|metrics_impl)\.", f"{_ROOT}.metrics."),
    (r"tf\.python\.ops\.image_ops(?:_impl)?\.", f"{_ROOT}.image."),
    (rf"tf\.python\.ops\.(?:{_OPS})\.", f"{_ROOT}."),
    (r"tf\.python\.framework\.(?:ops|dtypes|tensor_shape|constant_op|function|sparse_tensor|random_seed|tensor_spec)\.", f"{_ROOT}."),
    (r"tf\.python\.util\.nest\.", "tf.nest."),
    (r"tf\.python\.util\.(?:deprecation)\.", f"{_ROOT}.python.deprecation."),
    (r"tf\.python\.layers\.utils\.", "tf.contrib.layers.utils."),
    (r"tf\.python\.layers\.\w+\.", f"{_ROOT}.layers."),
    (r"tf\.layers\.(?:core|convolutional|normalization|pooling|base)\.", f"{_ROOT}.layers."),
    (r"tf\.python\.training\.(?!moving_averages\.[a-z])\w+\.", f"{_ROOT}.train."),
    (r"tf\.python\.training\.(?=[A-Z])", f"{_ROOT}.train."),
    (r"tf\.(?:python\.)?pywrap_tensorflow\.(?=NewCheckpointReader$)", f"{_ROOT}.train."),
    (r"tf\.python\.platform\.tf_logging\.", f"{_ROOT}.logging."),
    (r"tf\.python\.platform\.(gfile|app|flags|test|resource_loader)\.", rf"{_ROOT}.\1."),
    (r"tf\.python\.client\.session\.", f"{_ROOT}."),
    (r"tf\.python\.summary\.summary\.", f"{_ROOT}.summary."),
    (r"tf\.python\.(?:estimator)\.(?:\w+\.)*(?=\w+$)", "tf.compat.v1.estimator."),
    (r"tf\.python\.keras\.(?:api\.)?(?!utils\.|engine\.)", "tf.keras."),
    (r"tf\.python\.data\.ops\.dataset_ops\.", "tf.data."),
)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)


PYTHON = {"tf.python.util.tf_inspect": "inspect", "tf.python.util.tf_contextlib": "contextlib"}
"""Modules of TensorFlow that stand for one of Python's own."""


@lru_cache(maxsize=4096)
def public_name(name: str) -> str:
    """The public name of what a private module of TensorFlow holds; the name itself when it is not known to be private."""
    if ".python." not in name and not name.startswith("tf.layers."):
        return name
    for pattern, replacement in _COMPILED:
        if pattern.match(name):
            return pattern.sub(replacement, name, count=1)
    return name


def module_name(name: str) -> str:
    """The name of a module as this library writes it: ``tensorflow.compat.v1`` is ``tf.compat.v1``."""
    if name in _OF_V2:
        return _OF_V2[name]
    module = next((m for m in _MODULES if name == m or name.startswith(m + ".")), None)
    return name if module is None else _MODULES[module] + name[len(module) :]
