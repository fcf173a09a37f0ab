"""From source text to a compact intermediate representation, through libcst."""
