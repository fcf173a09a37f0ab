"""A conversion's plan and report as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def report_lines(result: Mapping[str, Any]) -> list[str]:
    """What was done."""
    is_h5 = result.get("to") == "keras-h5"
    data = f", data files {result['data']}" if "data" in result and not is_h5 else ""
    lines = [f"Wrote {result['destination']} ({len(result['files'])} files{data})."]
    if "compared" in result:
        lines.append(f"Compared {result['compared']} values {'bit for bit' if is_h5 else 'by checksum'}: all equal.")
    if result["restored_with"]:
        lines.append(f"Restored {result['restored']} of {result['total']} variables, equal bit for bit, with {result['restored_with']}")
    return [*lines, *_remarks(result)]


def plan_lines(plan: Mapping[str, Any]) -> list[str]:
    """What would be done."""
    keys = [(" + ".join(k.get("sources", [k["source"]])), k["target"] + _change(k)) for k in plan["keys"]]
    width = min(max((len(source) for source, _ in keys), default=0), 80)
    rows = [f"{source.ljust(width)}  {target}" for source, target in [("FROM", "TO"), *keys]]
    return [*rows, *(f"{''.ljust(width)}  {key} (new)" for key in plan["added"]), *_remarks(plan), "Nothing was written."]


def _remarks(result: Mapping[str, Any]) -> Iterator[str]:
    yield f"Names: {result['naming']}" + (f" (collection {result['root']})" if result["root"] else "")
    yield from (f"Note: {note}" for note in result["notes"])
    if result["left_out"]:
        yield f"Left out ({len(result['left_out'])}):"
        yield from (f"  {item['key']}: {item['reason']}" for item in result["left_out"])


def _change(key: Mapping[str, Any]) -> str:
    shape = f" as {key['shape']}" if "shape" in key else ""
    return f"{shape} ({key['change']})" if "change" in key else shape
