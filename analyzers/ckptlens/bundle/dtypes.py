"""Names and sizes of TensorFlow's element types, by their number in ``DataType``."""

from __future__ import annotations

_NAMES = [
    "invalid",
    "float32",
    "float64",
    "int32",
    "uint8",
    "int16",
    "int8",
    "string",
    "complex64",
    "int64",
    "bool",
    "qint8",
    "quint8",
    "qint32",
    "bfloat16",
    "qint16",
    "quint16",
    "uint16",
    "complex128",
    "float16",
    "resource",
    "variant",
    "uint32",
    "uint64",
    "float8_e5m2",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e4m3b11fnuz",
    "float8_e5m2fnuz",
    "int4",
    "uint4",
    "int2",
    "uint2",
    "float4_e2m1fn",
]


def dtype_name(number: int) -> str:
    """The name as ``tf.DType.name`` spells it; ``dtype<number>`` for one that is newer than this table."""
    return _NAMES[number] if 0 < number < len(_NAMES) else f"dtype{number}"


def dtype_number(name: str) -> int:
    """The reverse of `dtype_name`."""
    return _NAMES.index(name) if name in _NAMES else int(name.removeprefix("dtype"))
