"""Training in TF1: optimizer classes and what wraps them, estimators, sessions that save, tables."""
