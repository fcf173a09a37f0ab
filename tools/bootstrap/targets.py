"""Everything that can be set up, by name."""

from collections.abc import Callable, Iterable

import editors
import environments
import packages

TARGETS: dict[str, Callable[[], None]] = {
    "dev": environments.development,
    "tf215": lambda: environments.tensorflow("tf215", "TensorFlow 2.15 (about 1.3 GB on disk, a few minutes)"),
    "tf221": lambda: environments.tensorflow("tf221", "TensorFlow 2.21 (about 1.2 GB on disk, a few minutes)"),
    "demo-package": lambda: packages.fetch(packages.DEMO),
    "corpus": lambda: packages.fetch(packages.corpus()),
    "extension": editors.extension,
    "workbench": editors.workbench,
}


def set_up(names: Iterable[str]) -> None:
    """Set up each target in turn."""
    for name in names:
        TARGETS[name]()
