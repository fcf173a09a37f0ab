"""The text form of ``ckptlens compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.ide.labels import plural, shape_text
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from ckptlens_server.comparing import RunReport, SaveReport

_SHOWN = 50


def print_comparison(report: RunReport) -> None:
    """Print a section for each save, and what the run did not come to."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"stack [bold]{report['stack']}[/] ({escape(report['stack_reason'])})")
    for save in report["saves"]:
        _print_save(console, save)
    if report["raised"]:
        console.print(f"\n[red]then the program raised[/] {escape(report['raised'])}")
    elif report["ended"] in ("died", "memory"):
        console.print("\n[red]then the program was ended[/]")
    if report["not_reached"]:
        console.print("\npredicted saves that the run did not come to:")
    for site in report["not_reached"]:
        console.print(f"  {escape(site['api'])}  [dim]{escape(site['file'])}:{site['line']}[/]")
    if report["ended"] == "saved" and any(save["only_predicted"] for save in report["saves"]):
        console.print("\nA call that saves several times is predicted with all their keys; --all-saves waits for all of them.")
    console.print("\n[green]equal[/]: the real keys are the predicted ones" if report["is_equal"] else "\n[red]different[/]")


def _print_save(console: Console, save: SaveReport) -> None:
    where = f"{save['file']}:{save['line']}" if save["file"] else "outside of the program"
    times = f", {save['count']} times" if save["count"] > 1 else ""
    filled = sum(len(hole["real"]) for hole in save["holes"])
    same = f"{plural(len(save['equal']), 'key')} as predicted" + (f", {filled} in holes" if filled else "")
    console.print(f"\n[bold cyan]{escape(save['api'])}[/]  [dim]{escape(where)}[/]{times}  {same}")
    if not save["predicted"]:
        console.print("  [red]no save was predicted here[/]")
    elif save["status"] == "partial" and not save["is_equal"]:
        console.print("  the prediction is known to be partial; `ckptlens keys` tells why")
    if save["problem"]:
        console.print(f"  [red]its keys cannot be listed[/]: {escape(save['problem'])}")
    _print_keys(console, "only predicted", save["only_predicted"])
    _print_keys(console, "only real", [f"{k['key']}  {shape_text(tuple(k['shape']))} {k['dtype']}" for k in save["only_real"]])
    _print_keys(console, "different", [f"{k['key']}  predicted {k['predicted']}, really {k['real']}" for k in save["different"]])
    for hole in save["holes"]:
        console.print(f"  [yellow]{escape(hole['key'])}[/] is {escape(', '.join(hole['real'][:_SHOWN]))}")
    for key in save["absent"]:
        console.print(f"  [dim]not in this save: {escape(key)}[/]")


def _print_keys(console: Console, title: str, keys: list[str]) -> None:
    for key in keys[:_SHOWN]:
        console.print(f"  [red]{title}[/]: {escape(key)}")
    if len(keys) > _SHOWN:
        console.print(f"  and {len(keys) - _SHOWN} more; --format json lists all")
