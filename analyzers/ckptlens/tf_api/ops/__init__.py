"""Ops: they make no variables, but their shapes flow into variables and their names take names."""
