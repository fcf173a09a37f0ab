"""The output formats of ``ckptlens check``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from ckptlens.ide import report
from ckptlens.ide.labels import plural
from ckptlens.rules.model import Severity

from ckptlens_server.cli.keys import header
from ckptlens_server.cli.sarif import sarif
from ckptlens_server.files import relative

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ckptlens.ide.stack import StackChoice

    from ckptlens_server.cli.check import Checked
    from ckptlens_server.cli.programs import Programs

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "blue", Severity.HINT: "white"}
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "notice", Severity.HINT: "notice"}


def as_text(programs: Programs, found: Sequence[Checked]) -> str:
    """One paragraph for each finding and a closing count."""
    closing = f"{plural(len(found), 'finding')} in {plural(len(programs.analyses), 'program')} for {programs.stack.stack.value}"
    heading = [_what_if(programs.stack, programs.own)] if programs.own else []
    return "\n".join([*heading, *(_paragraph(one) for one in found), f"{closing} ({programs.stack.reason})"])


def as_json(programs: Programs, found: Sequence[Checked]) -> str:
    """The stable JSON."""
    findings = [report.finding(one.finding, one.fixes, one.places, relative) for one in found]
    return json.dumps({**header(programs), "findings": findings})


def as_github(_: Programs, found: Sequence[Checked]) -> str:
    """GitHub workflow commands, one a line."""
    return "".join(f"{_github_command(one)}\n" for one in found)


def as_sarif(_: Programs, found: Sequence[Checked]) -> str:
    """A SARIF 2.1.0 log."""
    return json.dumps(sarif(found))


FORMATS: dict[str, Callable[[Programs, Sequence[Checked]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def _what_if(stack: StackChoice, own: StackChoice) -> str:
    return click.style(f"What if this ran on {stack.stack.value}? The project is on {own.stack.value} ({own.reason}).", bold=True)


def _paragraph(one: Checked) -> str:
    finding = one.finding
    start = one.places.start(finding.location)
    place = click.style(f"{relative(finding.location.path)}:{start.line + 1}:{start.column + 1}", bold=True)
    severity = click.style(finding.severity.value, fg=COLOURS[finding.severity])
    lines = [f"{place}: {severity} {finding.code} {finding.name}: {finding.message}"]
    for other in finding.related:
        lines.append(f"    {relative(other.location.path)}:{one.places.start(other.location).line + 1}: {other.message}")
    lines += [f"    fix ({fix.safety.value}): {fix.title}" for fix in one.fixes]
    return "\n".join(lines)


def _github_command(one: Checked) -> str:
    finding = one.finding
    place = report.span_fields(finding.location.path, finding.location.span, one.places)
    names = {"line": "line", "column": "col", "end_line": "endLine", "end_column": "endColumn"}
    # GitHub takes columns only when start and end are on one line.
    wanted = names if place["line"] == place["end_line"] else {"line": "line", "end_line": "endLine"}
    properties = {"file": relative(finding.location.path), **{wanted[k]: str(v) for k, v in place.items() if k in wanted}}
    properties["title"] = f"{finding.code} {finding.name}"
    written = ",".join(f"{name}={_github_property(value)}" for name, value in properties.items())
    return f"::{LEVELS[finding.severity]} {written}::{_github_data(finding.message)}"


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")
