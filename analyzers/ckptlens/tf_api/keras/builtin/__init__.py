"""The layers that Keras brings, by family."""

from __future__ import annotations

from ckptlens.tf_api.keras.builtin import attention, convolution, core, normalization, preprocessing, recurrent, reshaping, wrappers

__all__ = ["attention", "convolution", "core", "normalization", "preprocessing", "recurrent", "reshaping", "wrappers"]
