from hypothesis import settings

# The same examples on every run and machine, and nothing written to disk.
settings.register_profile("ckptlens", derandomize=True, deadline=None, database=None)
settings.load_profile("ckptlens")
