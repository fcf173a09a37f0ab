"""``ckptlens verify``: do two checkpoints hold the same values?"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import click
from ckptlens_executor.errors import RequestError

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.cli.remote import fetched, is_remote
from ckptlens_server.conversion.comparing import compare_by_checksum
from ckptlens_server.conversion.computing import Computing
from ckptlens_server.conversion.how import How
from ckptlens_server.conversion.maps import load_map
from ckptlens_server.conversion.planning import Wish, plan_conversion
from ckptlens_server.conversion.running import run_conversion
from ckptlens_server.conversion.source import Source, open_source
from ckptlens_server.executor.inputs import CheckpointInput, InputError, resolve_checkpoint
from ckptlens_server.executor.operations import compare_checkpoints

if TYPE_CHECKING:
    from ckptlens_server.conversion.planning import Conversion
    from ckptlens_server.executor.operations import Comparison

_SHOWN = 50


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--map",
    "map_name",
    metavar="FILE",
    help="JSON object: key in A to key in B; or a map of `ckptlens convert`.",
)
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, or the folder of its environment.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def verify(a: str, b: str, map_name: str | None, python: str | None, form: str) -> None:
    """Compare the checkpoints A and B: keys, types, shapes, and every value bit for bit.

    A and B are prefixes, such as model.ckpt-1000, folders (their latest checkpoint), or URLs that TensorFlow opens. A name-based
    and an object-based checkpoint can be compared, too: the latter then goes by the names that `ckptlens convert --to tf1` gives.
    Values are compared by their checksums, which needs no TensorFlow; where they differ, TensorFlow tells how.
    A map whose rules transpose, cast, split or merge is applied to A first, in a temporary folder that takes the room of A.

    \b
    ckptlens verify train/model.ckpt-1000 tf2/model
    ckptlens verify old/ckpt-3 new/ckpt-1 --map renamed.json

    Exit status: 0 equal, 1 not equal, 2 wrong usage or an unreadable checkpoint.
    """
    try:
        with fetched(a, python) as near_a, fetched(b, python) as near_b:
            result = _compare(resolve_checkpoint(near_a), resolve_checkpoint(near_b), map_name, python)
        result["a"], result["b"] = (name if is_remote(name) else near for name, near in ((a, result["a"]), (b, result["b"])))
    except (InputError, RequestError) as error:
        raise InputProblem(str(error)) from error
    click.echo(json.dumps(result, indent=2) if form == "json" else _summary(result))
    raise SystemExit(0 if result["equal"] else 1)


def _compare(left: CheckpointInput, right: CheckpointInput, map_name: str | None, python: str | None) -> Comparison:
    """By checksum where that settles it; by value where it does not, or where TensorFlow can tell how values differ."""
    if map_name and not map_name.endswith(".json") and left.bundle and right.bundle and (changed := _values_changed(left, map_name)):
        return _compare_changed(left, right, changed, python)
    if left.bundle and right.bundle:
        sources = open_source(left.prefix, left.bundle), open_source(right.prefix, right.bundle)
        key_map = _key_map(map_name, *sources) if map_name else None
        compared = compare_by_checksum(*sources, key_map)
        if compared.is_settled and (compared.report["equal"] or not _has_tensorflow(python)):
            return compared.report
    elif map_name and not map_name.endswith(".json"):
        raise InputError("a file of the old V1 format can only be compared with a JSON map")
    else:
        key_map = _listed_keys(Path(map_name)) if map_name else None
    from ckptlens_server.cli.running import executor, progress

    with executor(python) as client, progress("Comparing") as advance:
        return compare_checkpoints(client, left.prefix, right.prefix, key_map=key_map, on_progress=advance)


def _values_changed(checkpoint: CheckpointInput, map_name: str) -> Conversion | None:
    """What a map makes of a checkpoint if it changes the bytes of values; None where it renames and drops alone."""
    assert checkpoint.bundle is not None
    source = open_source(checkpoint.prefix, checkpoint.bundle)
    found = plan_conversion(source, Wish("tf1", rules=load_map(map_name)))
    return found if found.recipes else None


def _compare_changed(left: CheckpointInput, right: CheckpointInput, conversion: Conversion, python: str | None) -> Comparison:
    """Compare B with what the map makes of A, which is written to a folder that is deleted afterwards."""
    from ckptlens_server.cli.running import executor, progress

    assert left.bundle is not None
    source = open_source(left.prefix, left.bundle)
    with TemporaryDirectory(prefix="ckptlens-verify-") as folder:
        changed = str(Path(folder, "mapped"))
        with executor(python) as client, progress("Applying the map") as advance:
            run_conversion(source, conversion, changed, How(computing=Computing(client, advance)))
        return {**_compare(resolve_checkpoint(changed), right, None, python), "a": left.prefix}


def _has_tensorflow(python: str | None) -> bool:
    from ckptlens_server.executor.interpreter import NoInterpreterError, choose_interpreter

    try:
        return bool(choose_interpreter(python, Path.cwd(), os.environ))
    except NoInterpreterError:
        return False


def _key_map(name: str, a: Source, b: Source) -> dict[str, str]:
    """The key in B for keys in A: as listed in a JSON file, or as the rules of `ckptlens convert --map` rename them."""
    if name.endswith(".json"):
        return _listed_keys(Path(name))
    rules = load_map(name)
    renamed = {key: target for key in a.entries if (target := rules.target(key)) is not None}
    return {key: target for key, target in renamed.items() if target in b.entries}


def _listed_keys(path: Path) -> dict[str, str]:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{path} is not JSON: {error}", param_hint="--map") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in cast("dict[str, object]", found).values()):
        raise click.BadParameter(f'{path} must hold one object of strings, such as {{"old/key": "new/key"}}', param_hint="--map")
    return cast("dict[str, str]", found)


def _summary(result: Comparison) -> str:
    differences = result["differences"]
    if result["equal"]:
        lines = [f"Equal: {result['compared']} values, bit for bit."]
    else:
        lines = [f"Not equal: {len(differences)} of {result['total']} keys differ."]
        lines += [f"  {d['key']}: {d['kind']}" + (f" ({d['detail']})" if d["detail"] else "") for d in differences[:_SHOWN]]
        if len(differences) > _SHOWN:
            lines.append(f"  and {len(differences) - _SHOWN} more; --format json lists all")
    return "\n".join([*lines, *(f"Not compared: {i['key']} ({i['reason']})" for i in result["ignored"])])
