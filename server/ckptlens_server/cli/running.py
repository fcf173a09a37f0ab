"""What the commands that run TensorFlow share: the executor, and progress on standard error."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ckptlens_server.cli.problems import InputProblem, RunProblem
from ckptlens_server.executor.client import ExecutorClient
from ckptlens_server.executor.errors import ExecutorError, RefusedError
from ckptlens_server.executor.interpreter import Interpreter, NoInterpreterError, choose_interpreter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ckptlens_executor.job import Progress as Step


@contextmanager
def executor(python: str | None) -> Generator[ExecutorClient]:
    """A client of the executor in the chosen interpreter. What goes wrong inside becomes a message and an exit status."""
    with executor_in(interpreter(python)) as client:
        yield client


def interpreter(python: str | None) -> Interpreter:
    """The interpreter for the executor; which one, and why, is told."""
    try:
        found = choose_interpreter(python, Path.cwd(), os.environ)
    except NoInterpreterError as error:
        raise InputProblem(str(error)) from error
    click.echo(f"TensorFlow runs in {found.path} ({found.reason}).", err=True)
    return found


@contextmanager
def executor_in(chosen: Interpreter) -> Generator[ExecutorClient]:
    """A client of the executor in this interpreter, with the same messages."""
    try:
        with ExecutorClient.for_interpreter(chosen) as client:
            yield client
    except RefusedError as error:
        raise InputProblem(str(error)) from error
    except ExecutorError as error:
        raise RunProblem(str(error)) from error


@contextmanager
def watching(title: str) -> Generator[Callable[[Step], None]]:
    """What work without a known end is doing, on standard error, if that is a terminal; gives the function that tells it."""
    console = Console(stderr=True)
    with console.status(title) as status:
        yield lambda step: status.update(f"{title}  {escape(step.message)}")


@contextmanager
def progress(title: str) -> Generator[Callable[[Step], None]]:
    """A progress bar on standard error, if that is a terminal; gives the function that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[step]}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None, step="starting TensorFlow")
        yield lambda step: bar.update(task, completed=step.done, total=step.total, step=step.message)
