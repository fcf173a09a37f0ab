"""The one name of each function of slim: it is in tf.contrib.slim, in the modules behind that, and in the package tf_slim.

Source: the ``__init__.py`` of tensorflow/contrib/{slim,layers,framework} (1.15) and of tf_slim (1.1.0), which import each other's names.
"""

from __future__ import annotations

import re
from functools import lru_cache

LAYERS, FRAMEWORK, SLIM, LOSSES = "tf.contrib.layers", "tf.contrib.framework", "tf.contrib.slim", "tf.contrib.losses"
_RULES: tuple[tuple[str, str], ...] = (
    (r"tf_slim\.layers\.utils\b", f"{LAYERS}.utils"),
    (r"tf_slim\.layers\.(?:layers|initializers|regularizers|normalization|optimizers|summaries|rev_block_lib)\b", LAYERS),
    (r"tf_slim\.layers\b", LAYERS),
    (r"tf_slim\.ops\.(?:arg_scope|variables|framework_ops)\b", FRAMEWORK),
    (r"tf_slim\.arg_scope_lib\b", FRAMEWORK),
    (r"tf_slim\.ops\b", FRAMEWORK),
    (r"tf_slim\.training(?:\.training)?\b", f"{SLIM}.training"),
    (r"tf_slim\.losses(?:\.\w+)?(?=\.\w+$)", LOSSES),
    (r"tf_slim\.metrics(?:\.\w+)?(?=\.\w+$)", "tf.contrib.metrics"),
    (r"tf_slim\b", SLIM),
    (r"tf\.contrib\.layers\.python\.layers\.utils\b", f"{LAYERS}.utils"),
    (r"tf\.contrib\.(framework|layers|slim|losses|training)\.python\.(?:ops|layers|slim|losses|training|framework)\b", r"tf.contrib.\1"),
    (r"tf\.contrib\.framework\.(?:arg_scope|variables|ops)(?=\.)", FRAMEWORK),
    (
        r"tf\.contrib\.layers\.(?:layers|initializers|regularizers|normalization|optimizers|encoders|embedding_ops|summaries)(?=\.|$)",
        LAYERS,
    ),
    (r"tf\.contrib\.losses\.loss_ops(?=\.)", LOSSES),
    (r"tf\.contrib\.slim\.losses(?=\.|$)", LOSSES),
    (r"tf\.contrib\.slim\.metrics(?=\.|$)", "tf.contrib.metrics"),
    (r"tf\.contrib\.slim\.utils\b", f"{LAYERS}.utils"),
    (r"tf\.contrib\.slim\.(?:layers|initializers|regularizers)(?=\.|$)", LAYERS),
    (
        r"tf\.contrib\.training\.(?=create_train_op|add_gradients_summaries|clip_gradient_norms|multiply_gradients|train\b)",
        f"{SLIM}.training.",
    ),
)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)

_OWN_MODULES = "data evaluation learning metrics model_analyzer nets queues summaries training"
_FRAMEWORK_NAMES = (
    "arg_scope add_arg_scope current_arg_scope has_arg_scope arg_scoped_arguments arg_scope_func_key add_model_variable "
    "assert_global_step assert_or_get_global_step assign_from_checkpoint assign_from_checkpoint_fn assign_from_values "
    "assign_from_values_fn create_global_step "
    "filter_variables get_global_step get_or_create_global_step get_local_variables get_model_variables get_trainable_variables "
    "get_unique_variable get_variables_by_name get_variables_by_suffix get_variable_full_name get_variables_to_restore get_variables "
    "global_variable local_variable model_variable variable VariableDeviceChooser zero_initializer"
)
_ALIASES = {
    "conv1d": "convolution1d",
    "conv2d": "convolution2d",
    "conv3d": "convolution3d",
    "conv2d_in_plane": "convolution2d_in_plane",
    "conv2d_transpose": "convolution2d_transpose",
    "conv3d_transpose": "convolution3d_transpose",
    "separable_conv2d": "separable_convolution2d",
}


@lru_cache(maxsize=4096)
def one_name(name: str) -> str:
    """The name under which a function of slim is modelled; any other name unchanged."""
    if not name.startswith(("tf.contrib.", "tf_slim")):
        return name
    for pattern, replacement in _COMPILED:
        name = pattern.sub(replacement, name, count=1) if pattern.match(name) else name
    return _alias(_home(name))


def _home(name: str) -> str:
    if not name.startswith(f"{SLIM}."):
        return name
    first = name[len(SLIM) + 1 :].partition(".")[0]
    if first in _OWN_MODULES.split():
        return name
    home = FRAMEWORK if first in _FRAMEWORK_NAMES.split() else LAYERS
    return home + name[len(SLIM) :]


def _alias(name: str) -> str:
    root, _, last = name.rpartition(".")
    return f"{root}.{_ALIASES[last]}" if root == LAYERS and last in _ALIASES else name
