"""One module per quick fix. The registry is `ckptlens.fixes.registry`."""
