"""One module per rule, named as the rule. The registry is `ckptlens.rules.registry`."""
