"""Runs TensorFlow for ckptlens in a process of its own."""
