"""TensorFlow checkpoint files (TensorBundle) as data: the index, the object graph, key escaping, the state file.

Everything here takes bytes or text and gives frozen facts; nothing opens a file and nothing needs TensorFlow.
"""

from ckptlens.bundle.error import BundleError
from ckptlens.bundle.index import read_index
from ckptlens.bundle.model import Bundle, Entry, Header, Piece, Scheme

__all__ = ["Bundle", "BundleError", "Entry", "Header", "Piece", "Scheme", "read_index"]
