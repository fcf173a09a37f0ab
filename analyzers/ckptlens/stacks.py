"""The TensorFlow stacks that ckptlens predicts for."""

from __future__ import annotations

from enum import StrEnum


class Stack(StrEnum):
    """A TensorFlow version together with the Keras that `tf.keras` stands for."""

    TF115 = "tf1.15"
    TF215_KERAS2 = "tf2.15-keras2"
    TF221_KERAS2 = "tf2.21-keras2"
    TF221_KERAS3 = "tf2.21-keras3"

    @property
    def is_tf1(self) -> bool:
        """Whether it is TensorFlow 1, where graph mode is the default."""
        return self is Stack.TF115

    @property
    def is_keras3(self) -> bool:
        """Whether `tf.keras` is Keras 3."""
        return self is Stack.TF221_KERAS3
