"""An abstract interpreter of Python: concrete values where they are known, named holes where they are not."""
