"""``ckptlens verify``: do two checkpoints hold the same values?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.cli.running import executor, progress
from ckptlens_server.executor.inputs import InputError, resolve_checkpoint
from ckptlens_server.executor.operations import compare_checkpoints

if TYPE_CHECKING:
    from ckptlens_server.executor.operations import Comparison

_SHOWN = 50


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="JSON object: key in A to key in B.",
)
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, or the folder of its environment.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def verify(a: str, b: str, map_file: Path | None, python: str | None, form: str) -> None:
    """Compare the checkpoints A and B: keys, types, shapes, and every value bit for bit.

    A and B are prefixes, such as model.ckpt-1000, or folders (their latest checkpoint). A name-based and an object-based
    checkpoint can be compared, too: the latter then goes by the names that `ckptlens convert --to tf1` gives.

    \b
    ckptlens verify train/model.ckpt-1000 tf2/model
    ckptlens verify old/ckpt-3 new/ckpt-1 --map renamed.json

    Exit status: 0 equal, 1 not equal, 2 wrong usage or an unreadable checkpoint.
    """
    try:
        left, right = resolve_checkpoint(a).prefix, resolve_checkpoint(b).prefix
    except InputError as error:
        raise InputProblem(str(error)) from error
    key_map = _key_map(map_file) if map_file else None
    with executor(python) as client, progress("Comparing") as advance:
        result = compare_checkpoints(client, left, right, key_map=key_map, on_progress=advance)
    click.echo(json.dumps(result, indent=2) if form == "json" else _summary(result))
    raise SystemExit(0 if result["equal"] else 1)


def _key_map(path: Path) -> dict[str, str]:
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
