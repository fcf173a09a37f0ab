"""A folder with a package `tensorflow` that saves nothing but names, for tests of running programs without TensorFlow."""

from pathlib import Path

FILES = {
    "__init__.py": "__version__ = '2.15.0'\n",
    "python/__init__.py": "",
    "python/training/__init__.py": "",
    "python/training/saver.py": """
class Saver:
    def __init__(self, names):
        self.names = names

    def save(self, sess, save_path, global_step=None):
        with open(save_path, "w") as file:
            file.write(" ".join(self.names))
        return save_path
""",
    "python/training/py_checkpoint_reader.py": """
class NewCheckpointReader:
    def __init__(self, prefix):
        self.names = open(prefix).read().split()

    def get_variable_to_shape_map(self):
        return {name: [2, 3] for name in self.names}

    def get_variable_to_dtype_map(self):
        return {name: 1 for name in self.names}
""",
    "python/framework/__init__.py": "",
    "python/framework/dtypes.py": """
class as_dtype:
    name = "float32"
    def __init__(self, number): pass
""",
}


def write_tensorflow(folder: Path) -> str:
    """Write the package into a new folder, and give that folder for the import path."""
    for name, text in FILES.items():
        path = folder / "tensorflow" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)
