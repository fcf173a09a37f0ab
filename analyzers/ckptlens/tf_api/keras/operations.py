"""``keras.ops``, ``keras.activations`` and decorators that change no weight.

Source: ``keras/src/ops`` of 3.15. Each call on a symbolic tensor is one operation of the model (key-semantics, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.host import one_argument
from ckptlens.interp.site import Arguments
from ckptlens.interp.unknown import unknown
from ckptlens.interp.values import ApiValue, Choice, DictValue, Unknown, Value
from ckptlens.tf_api.keras.generation import keras_api, short_name
from ckptlens.tf_api.keras.symbolic import plain
from ckptlens.tf_api.ops.made import made
from ckptlens.tf_api.sessions import NoScope
from ckptlens.tf_api.shapes import broadcast
from ckptlens.tf_api.tensors import static_shape, value_dtype

if TYPE_CHECKING:
    from ckptlens.tf_api.registry import Call

_SAME = (
    "abs absolute arccos arcsin arctan ceil celu clip copy cos cosh cumprod cumsum elu erf exp expm1 flip floor gelu glu hard_sigmoid "
    "hard_silu hard_swish hard_tanh identity leaky_relu log log10 log1p log2 log_sigmoid log_softmax logical_not mish nan_to_num negative "
    "normalize ones_like reciprocal relu relu6 roll round rsqrt selu sigmoid sign silu sin sinh softmax softplus softsign sort sqrt square "
    "stop_gradient swish tan tanh zeros_like"
)
_TWO = (
    "add arctan2 divide divide_no_nan equal floor_divide greater greater_equal less less_equal logical_and logical_or maximum minimum mod "
    "multiply not_equal power subtract true_divide"
)
_ACTIVATIONS = (
    "elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu relu6 selu sigmoid silu softmax softplus softsign swish tanh"
)
_AS_TF: dict[str, tuple[str, str, str]] = {
    **{
        short: (f"reduce_{short}", "x axis keepdims", "input_tensor axis keepdims")
        for short in ("mean", "sum", "max", "min", "prod", "any", "all")
    },
    "amax": ("reduce_max", "x axis keepdims", "input_tensor axis keepdims"),
    "amin": ("reduce_min", "x axis keepdims", "input_tensor axis keepdims"),
    "var": ("reduce_mean", "x axis keepdims", "input_tensor axis keepdims"),
    "std": ("reduce_mean", "x axis keepdims", "input_tensor axis keepdims"),
    "logsumexp": ("reduce_logsumexp", "x axis keepdims", "input_tensor axis keepdims"),
    "argmax": ("argmax", "x axis", "input axis"),
    "argmin": ("argmin", "x axis", "input axis"),
    "arange": ("range", "start stop step", "start limit delta"),
    "cast": ("cast", "x dtype", "x dtype"),
    "convert_to_tensor": ("convert_to_tensor", "x dtype", "value dtype"),
    "concatenate": ("concat", "xs axis", "values axis"),
    "expand_dims": ("expand_dims", "x axis", "input axis"),
    "full": ("fill", "shape fill_value", "dims value"),
    "matmul": ("matmul", "x1 x2", "a b"),
    "one_hot": ("one_hot", "x num_classes", "indices depth"),
    "ones": ("ones", "shape dtype", "shape dtype"),
    "pad": ("pad", "x pad_width", "tensor paddings"),
    "reshape": ("reshape", "x newshape", "tensor shape"),
    "split": ("split", "x indices_or_sections axis", "value num_or_size_splits axis"),
    "squeeze": ("squeeze", "x axis", "input axis"),
    "stack": ("stack", "x axis", "values axis"),
    "take": ("gather", "x indices", "params indices"),
    "tile": ("tile", "x repeats", "input multiples"),
    "transpose": ("transpose", "x axes", "a perm"),
    "where": ("where", "condition x1 x2", "condition x y"),
    "zeros": ("zeros", "shape dtype", "shape dtype"),
}
_DEFAULTS: dict[str, dict[str, Value]] = {"concatenate": {"axis": 0}, "stack": {"axis": 0}}


@keras_api(*(f"ops.{name}" for name in _SAME.split()), *(f"activations.{name}" for name in _ACTIVATIONS.split()))
def same_shape(call: Call, x: Value, *rest: Value, **named: Value) -> Value:
    """An operation whose result has the shape of its input."""
    return made(call, static_shape(x), value_dtype(x), None, short_name(call.api).rpartition(".")[2])


@keras_api(*(f"ops.{name}" for name in _TWO.split()))
def two_inputs(call: Call, x1: Value, x2: Value) -> Value:
    """An elementwise operation of two inputs."""
    return made(call, broadcast(static_shape(x1), static_shape(x2)), value_dtype(x1) or value_dtype(x2), None, "binary")


@keras_api(*(f"ops.{name}" for name in _AS_TF))
def as_in_tensorflow(call: Call, *positional: Value, **named: Value) -> Value:
    """An operation that TensorFlow has under another name, with other parameters."""
    short = short_name(call.api).removeprefix("ops.")
    target, theirs, ours = _AS_TF[short]
    renamed = dict(zip(theirs.split(), ours.split(), strict=True))
    given = {**_DEFAULTS.get(short, {}), **dict(zip(theirs.split(), positional, strict=False)), **named}
    passed = {renamed[k]: plain(v) for k, v in given.items() if k in renamed and v is not None}
    return call.machine.library.call(call.machine, ApiValue(f"tf.{target}"), Arguments((), passed), call.site)


@keras_api("activations.get")
def activation(call: Call, identifier: Value) -> Value:
    """The activation of a name; a function is itself, None is the linear one."""
    if identifier is None or isinstance(identifier, str):
        return ApiValue(f"{call.api.rpartition('.')[0]}.{identifier or 'linear'}")
    if isinstance(identifier, (Unknown, Choice, DictValue)):
        return unknown("activation", "an activation whose name is not known", call.site)
    return identifier


@keras_api("activations.deserialize")
def deserialized_activation(call: Call, *config: Value, **options: Value) -> Value:
    """As `activation`; what else it takes says how it was written."""
    return activation(call, config[0] if config else options.get("name", options.get("config")))


@keras_api("ops.shape")
def shape(call: Call, x: Value) -> Value:
    """The static shape as a tuple."""
    found = static_shape(x)
    return (
        tuple(found)
        if found is not None
        else call.machine.library.call(call.machine, ApiValue("tf.shape"), Arguments((plain(x),)), call.site)
    )


@keras_api("utils.register_keras_serializable", "saving.register_keras_serializable")
def register_keras_serializable(call: Call, package: Value = "Custom", name: Value = None) -> Value:
    """A decorator that leaves the class as it is."""
    return one_argument("decorator", lambda machine, site, cls: cls)


@keras_api("utils.custom_object_scope", "saving.custom_object_scope", "utils.CustomObjectScope", "saving.CustomObjectScope")
def custom_object_scope(call: Call, *arguments: Value, **named: Value) -> Value:
    """A context that makes classes known by name."""
    return NoScope()
