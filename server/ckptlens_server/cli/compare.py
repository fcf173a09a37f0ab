"""``ckptlens compare``: run a program to its first save, and compare its keys with the predicted ones."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click
from ckptlens.stacks import Stack

from ckptlens_server.cli.problems import InputProblem, RunProblem
from ckptlens_server.cli.programs import analyse_programs
from ckptlens_server.cli.running import executor_in, interpreter, watching
from ckptlens_server.comparing import NothingSavedError, run_report, stack_that_ran
from ckptlens_server.executor.errors import RequestTimeoutError
from ckptlens_server.executor.programs import RunOptions, keras_environment, run_request
from ckptlens_server.files import relative

if TYPE_CHECKING:
    from typing import Any

    from ckptlens_server.comparing import RunReport
    from ckptlens_server.executor.interpreter import Interpreter
    from ckptlens_server.executor.programs import Recording


@click.command()
@click.argument("place", metavar="FILE[::ENTRY]")
@click.argument("arguments", metavar="[-- ARGS...]", nargs=-1)
@click.option("--stack", type=click.Choice([s.value for s in Stack if not s.is_tf1]), help="Predict for it (default: what ran).")
@click.option("--root", "roots", multiple=True, metavar="DIR", help="Folder put first on the import path. Repeatable.")
@click.option("--python", metavar="PATH", help="The Python with TensorFlow, or the folder of its environment.")
@click.option("--cwd", metavar="DIR", help="Run in DIR, where its data is (default: a new, empty folder).")
@click.option("--saves", type=click.IntRange(min=1), default=1, show_default=True, help="End the program at this save.")
@click.option("--all-saves", is_flag=True, help="Let the program run to its end, and compare each save.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=600, show_default=True, metavar="S", help="Seconds it may take.")
@click.option("--memory", type=click.IntRange(min=1), metavar="MIB", help="MiB of memory that it may hold (Linux).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def compare(place: str, arguments: tuple[str, ...], form: str, **options: Any) -> None:  # noqa: ANN401 - click's values
    """RUN the program FILE to its first save, and compare the keys that TensorFlow writes with the predicted ones.

    This is the only command that runs your code, so run no program that you would not run yourself. It runs as
    `python FILE ARGS...` does, but in a temporary folder, and every checkpoint goes to a temporary folder, too: none of
    yours is written or deleted; other files that the program writes, it does write. At the first save the program is
    ended. ENTRY is Python that is run after it. The prediction does not know ARGS.

    \b
    ckptlens compare train.py
    ckptlens compare train.py --python .venv --timeout 60 -- --batch_size 2
    ckptlens compare "model.py::tf.train.Checkpoint(model=Net()).save('x')"
    ckptlens compare train.py --cwd . --all-saves

    Keys with a hole, such as model/h{layer}/w, are matched with the real keys that they stand for.

    Exit status: 0 the real keys are the predicted ones, 1 they differ (or the run was stopped), 2 wrong usage, or the program did not save.
    """
    path, _, entry = place.partition("::")
    if not os.path.isfile(path):
        raise InputProblem(f"{path}: no such file")
    run = RunOptions(
        entries=(entry,) if entry else (),
        arguments=arguments,
        roots=options["roots"],
        environment=keras_environment(Stack(options["stack"]) if options["stack"] else None),
        saves=None if options["all_saves"] else options["saves"],
        timeout=options["timeout"],
        memory=options["memory"],
        cwd=options["cwd"],
    )
    result = _compared(path, run, options["stack"], options["python"])
    if form == "json":
        click.echo(json.dumps({"schema": 1, **result}, indent=2))
    else:
        from ckptlens_server.cli.compare_text import print_comparison

        print_comparison(result)
    raise SystemExit(0 if result["is_equal"] else 1)


def _compared(path: str, run: RunOptions, stack: str | None, python: str | None) -> RunReport:
    chosen = interpreter(python)
    recording = _recording(path, run, chosen)
    ran = stack_that_ran(recording)
    programs = analyse_programs((path,), stack or (ran.stack.value if ran else None), run.roots, run.entries)
    if programs.errors:
        raise InputProblem("\n".join(programs.errors))
    analysis = programs.analyses[0]
    choice = programs.stack if stack or ran is None else ran
    try:
        return run_report(recording, analysis, programs.places(analysis), relative, (choice, chosen))
    except NothingSavedError as error:
        raise InputProblem(f"{path}: {error}") from error


def _recording(path: str, run: RunOptions, chosen: Interpreter) -> Recording:
    with executor_in(chosen) as client, watching(f"Running {relative(path)}") as advance:
        try:
            return client.request(run_request(path, run, advance))
        except RequestTimeoutError as error:
            more = "--timeout gives it more time"
            raise RunProblem(f"{path} did not save within {run.timeout:g} s and was stopped; {more}") from error
