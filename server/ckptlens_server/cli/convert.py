"""``ckptlens convert``: a checkpoint from one key world to the other, with proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ckptlens_server.cli.problems import InputProblem
from ckptlens_server.cli.running import executor, progress
from ckptlens_server.executor.inputs import InputError, resolve_checkpoint
from ckptlens_server.executor.operations import conversion_request, convert_checkpoint

if TYPE_CHECKING:
    from ckptlens_server.executor.operations import Conversion


@click.command()
@click.argument("source", metavar="SRC")
@click.argument("destination", metavar="DST")
@click.option("--to", type=click.Choice(["tf1", "tf2"]), required=True, help="tf1: keys are variable names. tf2: keys are object paths.")
@click.option("--root", metavar="NAME", help="The tf.train.Checkpoint keyword that holds {name: variable}. [default for tf2: vars]")
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, or the folder of its environment.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Also write the report as JSON to a new FILE.")
def convert(*, source: str, destination: str, to: str, root: str | None, python: str | None, form: str, report: Path | None) -> None:
    """Convert the checkpoint SRC to DST, and prove the result by restoring it.

    SRC and DST are prefixes, such as train/model.ckpt-1000: the part of the names that a checkpoint's files share. SRC may
    also be a folder, which stands for its latest checkpoint. Nothing is overwritten, and a checkpoint appears at DST only
    after every value was read back bit for bit and restored with the TensorFlow API that it is for.

    \b
    From TF1 (tf.compat.v1.train.Saver) to TF2:
      ckptlens convert train/model.ckpt-1000 tf2/model --to tf2
    and in the program:
      tf.train.Checkpoint(vars={"conv1/weights": w}).restore("tf2/model").assert_consumed()
    A Saver can load this file by name, too.

    \b
    From TF2 (tf.train.Checkpoint, Keras weights) to TF1:
      ckptlens convert tf2/ckpt-7 tf1/model --to tf1
    Keys are the variables' recorded names, or else their object paths. Slots become w/Adam, w/Adam_1.
    What a Saver has no place for is listed.

    Exit status: 0 converted and restored, 1 not restored (nothing is kept), 2 wrong usage or unreadable SRC.
    """
    _check_report(report)
    try:
        found = resolve_checkpoint(source)
    except InputError as error:
        raise InputProblem(str(error)) from error
    with executor(python) as client, progress(f"Converting {Path(found.prefix).name}") as advance:
        result = convert_checkpoint(client, conversion_request(found.prefix, destination, to, root=root, on_progress=advance))
    text = json.dumps(result, indent=2)
    if report:
        report.write_text(text + "\n", encoding="utf-8")
    click.echo(text if form == "json" else _summary(result))


def _check_report(report: Path | None) -> None:
    if report is None:
        return
    if report.exists():
        raise click.BadParameter(f"{report} exists already and is not overwritten", param_hint="--report")
    if not report.parent.is_dir():
        raise click.BadParameter(f"there is no folder {report.parent}", param_hint="--report")


def _summary(result: Conversion) -> str:
    lines = [
        f"Wrote {result['destination']} ({len(result['files'])} files).",
        f"Restored {result['restored']} of {result['total']} variables, equal bit for bit, with {result['restored_with']}",
        f"Names: {result['naming']}" + (f" (collection {result['root']})" if result["root"] else ""),
        *(f"Note: {note}" for note in result["notes"]),
    ]
    if result["left_out"]:
        lines += [f"Left out ({len(result['left_out'])}):", *(f"  {item['key']}: {item['reason']}" for item in result["left_out"])]
    return "\n".join(lines)
