"""Methods of builtin values."""
