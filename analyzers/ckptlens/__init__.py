"""ckptlens: predicts the checkpoint keys that TensorFlow training code writes, without running it."""

__version__ = "0.1.0"
