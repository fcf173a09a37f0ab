"""``ckptlens convert``: a checkpoint from one key world to the other, with proof."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from ckptlens.stacks import Stack
from ckptlens_executor.errors import NOT_PROVEN, RequestError
from msgspec import Struct

from ckptlens_server.cli.convert_text import plan_lines, report_lines
from ckptlens_server.cli.problems import InputProblem, RunProblem
from ckptlens_server.cli.remote import fetched, is_remote, sent
from ckptlens_server.conversion.how import How
from ckptlens_server.conversion.keras_h5 import check_h5
from ckptlens_server.conversion.maps import load_map
from ckptlens_server.conversion.planning import Conversion, Target, Wish, plan_conversion
from ckptlens_server.conversion.running import plan_json, report_json, run_conversion
from ckptlens_server.conversion.source import open_source
from ckptlens_server.executor.inputs import CheckpointInput, InputError, resolve_checkpoint
from ckptlens_server.executor.operations import absolute_prefix, conversion_request, convert_checkpoint

if TYPE_CHECKING:
    from collections.abc import Generator

    from ckptlens_server.conversion.how import Prove
    from ckptlens_server.conversion.source import Source
    from ckptlens_server.conversion.wanted import WantedKey


class Options(Struct, frozen=True):
    """The options of one run, as given."""

    to: str
    root: str | None
    optimizer: str | None
    map_name: str | None
    from_code: str | None
    stack: str | None
    link: bool
    restore: bool | None
    dry_run: bool
    python: str | None


@click.command()
@click.argument("source", metavar="SRC")
@click.argument("destination", metavar="DST")
@click.option(
    "--to",
    type=click.Choice(["tf1", "tf2", "both", "keras-h5"]),
    required=True,
    help="tf1: keys are variable names. tf2: keys are object paths. both: one checkpoint with both, over the same bytes. "
    "keras-h5: a .weights.h5 file for the model of --from-code.",
)
@click.option("--root", metavar="NAME", help="The tf.train.Checkpoint keyword that holds {name: variable}. [default for tf2: vars]")
@click.option("--optimizer", metavar="NAME", help="From TF1: slots such as w/Adam belong to this keyword of tf.train.Checkpoint.")
@click.option(
    "--map",
    "map_name",
    metavar="FILE",
    help="TOML rules that rename, drop, reshape, transpose, cast, split or merge; or a ready set: rnn-1.2, bert.",
)
@click.option("--from-code", metavar="FILE[::ENTRY]", help="A program whose keys the destination gets; ENTRY is code to run after it.")
@click.option(
    "--stack",
    type=click.Choice([stack.value for stack in Stack]),
    help="For --from-code: TensorFlow and Keras to predict for (default: found from the project).",
)
@click.option("--link", is_flag=True, help="Hard-link the data files instead of copying them.")
@click.option("--restore/--no-restore", default=None, help="Restore the result with TensorFlow. [default: if there is one]")
@click.option("--dry-run", is_flag=True, help="Show which key becomes which, and write nothing.")
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, or the folder of its environment.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Also write the report as JSON to a new FILE.")
def convert(*, source: str, destination: str, form: str, report: Path | None, **given: object) -> None:
    """Convert the checkpoint SRC to DST, and prove the result.

    SRC and DST are prefixes, such as train/model.ckpt-1000: the part of the names that a checkpoint's files share. SRC may
    also be a folder, which stands for its latest checkpoint. Either may be a URL that TensorFlow opens (gs://bucket/model):
    TensorFlow then copies it to or from a temporary folder. Nothing is overwritten. Only the index is written anew, data
    files are copied or linked; no value is touched but for those that the rules of --map change. A checkpoint appears at DST
    only after every value was compared by checksum and, where there is TensorFlow, restored with the API that it is for.

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

    \b
    Names of another version of the code:
      ckptlens convert old/model.ckpt-9 new/model --to tf1 --map rnn-1.2

    \b
    Into a Keras model, as model.load_weights("new.weights.h5") reads it on the chosen Keras:
      ckptlens convert old/ckpt-7 new.weights.h5 --to keras-h5 --stack tf2.21-keras3 \\
        --from-code "model.py::model.save_weights('x.weights.h5')"
    The optimizer's state comes along if there is a value for each of its keys; what is left out is listed.

    \b
    Into a program, under the keys that it asks for:
      ckptlens convert old/model.ckpt-9 new/model --to tf2 --from-code train.py

    Exit status: 0 converted, 1 not restored or damaged (nothing is kept), 2 wrong usage or unreadable SRC.
    """
    options = Options(**cast("dict[str, Any]", given))
    _check_report(report)
    try:
        result = _between(source, destination, options)
    except InputError as error:
        raise InputProblem(str(error)) from error
    except RequestError as error:
        raise (RunProblem if error.code == NOT_PROVEN else InputProblem)(str(error)) from error
    text = json.dumps(result, indent=2) if report or form == "json" else ""
    if report:
        report.write_text(text + "\n", encoding="utf-8")
    click.echo(text if form == "json" else "\n".join(plan_lines(result) if options.dry_run else report_lines(result)))


def _between(source: str, destination: str, options: Options) -> dict[str, object]:
    """Convert here what is named by a URL, too; the report speaks of the names as given."""
    if options.link and (is_remote(source) or is_remote(destination)):
        raise InputError("--link is for files of this machine; leave it out where SRC or DST is a URL")
    with fetched(source, options.python) as near, sent(destination, options.python) as (target, send):
        found = resolve_checkpoint(near)
        result = _convert_old(found, target, options) if found.bundle is None else _convert(found, target, options)
        places = {"source": source} if is_remote(source) else {}
        if is_remote(destination):
            places["destination"] = destination
        if options.dry_run:
            return {**result, **places}
        return {**result, **places, "files": send(cast("list[str]", result["files"]))}


def _convert(found: CheckpointInput, destination: str, options: Options) -> dict[str, object]:
    assert found.bundle is not None
    rules = None if options.map_name is None else load_map(options.map_name)
    wish = Wish(cast("Target", options.to), options.root, options.optimizer, rules, _wanted(options))
    source = open_source(found.prefix, found.bundle)
    conversion = plan_conversion(source, wish)
    plan = plan_json(source, conversion, destination, wish)
    if conversion.is_h5:
        if options.link:
            raise InputError("--link is for data files of checkpoints; a .weights.h5 file is written anew")
        check_h5(source, conversion, destination)
    if options.dry_run:
        return plan
    prefix = absolute_prefix(destination)
    with tools(source, conversion, options) as how:
        return report_json(plan, run_conversion(source, conversion, prefix, how), how)


def _wanted(options: Options) -> tuple[WantedKey, ...] | None:
    if options.from_code is None:
        return None
    from ckptlens_server.cli.from_code import keys_of_code

    return keys_of_code(options.from_code, options.stack, _STYLES.get(options.to, "object"))


_STYLES = {"tf1": "name", "keras-h5": "h5"}
"""How the code saves the keys that are asked for; as objects elsewhere."""


def _check_report(report: Path | None) -> None:
    if report is None:
        return
    if report.exists():
        raise click.BadParameter(f"{report} exists already and is not overwritten", param_hint="--report")
    if not report.parent.is_dir():
        raise click.BadParameter(f"there is no folder {report.parent}", param_hint="--report")


def _convert_old(found: CheckpointInput, destination: str, options: Options) -> dict[str, object]:
    """A file of the V1 format, whose values stand inside its index: TensorFlow reads and writes it."""
    if (
        options.to != "tf2"
        or options.optimizer
        or options.map_name
        or options.from_code
        or options.link
        or options.dry_run
        or options.restore is False
    ):
        raise InputError(f"{found.prefix} is in the old V1 format; convert it with `--to tf2` alone first, and then the result")
    from ckptlens_server.cli.running import executor, progress

    with executor(options.python) as client, progress(f"Converting {Path(found.prefix).name}") as advance:
        request = conversion_request(found.prefix, destination, options.to, root=options.root, on_progress=advance)
        return {**convert_checkpoint(client, request)}


@contextmanager
def tools(source: Source, conversion: Conversion, options: Options) -> Generator[How]:
    """What computes values and restores the result with TensorFlow, as far as that is needed, wanted and possible."""
    if not conversion.recipes and not conversion.is_h5 and not _restores(options):
        yield How(options.link)
        return
    from ckptlens_server.cli.running import executor, progress
    from ckptlens_server.conversion.computing import Computing
    from ckptlens_server.conversion.proving import prove

    with executor(options.python) as client, progress(f"Converting {Path(source.prefix).name}") as advance:
        proof: Prove = lambda prefix, plan: prove(client, source, prefix, plan, advance)  # noqa: E731
        yield How(options.link, None if options.restore is False else proof, Computing(client, advance))


def _restores(options: Options) -> bool:
    """Whether the result is restored: as was said, or else if there is a Python for it."""
    from ckptlens_server.executor.interpreter import NoInterpreterError, choose_interpreter

    if options.restore is not None or options.python is not None:
        return options.restore is not False
    try:
        choose_interpreter(None, Path.cwd(), os.environ)
    except NoInterpreterError:
        click.echo("Values are compared by checksum; no Python with TensorFlow was found to restore the result with.", err=True)
        return False
    return True
