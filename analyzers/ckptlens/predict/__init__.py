"""From the facts of a run to checkpoint keys."""
