"""Where the rules of a ``--map`` come from: a file of the user, or a set that comes with ckptlens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens_executor.errors import BadInputError

from ckptlens_server.conversion.map_file import parse_map

if TYPE_CHECKING:
    from ckptlens_server.conversion.map_rules import MapRules

_READY = Path(__file__).parent / "ready_maps"


def ready_maps() -> list[str]:
    """The names of the sets that come with ckptlens."""
    return sorted(path.stem for path in _READY.glob("*.toml"))


def load_map(name: str) -> MapRules:
    """The rules of the file `name`, or of the ready set of that name. Raises BadInputError when there is neither."""
    path = Path(name)
    if not path.is_file() and name in ready_maps():
        path = _READY / f"{name}.toml"
    try:
        return parse_map(path.read_text(encoding="utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        offered = ", ".join(ready_maps())
        raise BadInputError(f"--map {name} cannot be read ({error}); give a TOML file, or one of the ready sets: {offered}") from error
