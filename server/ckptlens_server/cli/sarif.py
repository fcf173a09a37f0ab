"""Findings as a SARIF 2.1.0 log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import ckptlens
from ckptlens.ide.report import span_fields
from ckptlens.rules.model import Severity
from ckptlens.rules.registry import RULES

from ckptlens_server.cli.explain import first_line
from ckptlens_server.files import relative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckptlens.ide.places import Places
    from ckptlens.rules.model import Rule
    from ckptlens.text import Location

    from ckptlens_server.cli.check import Checked

Json = dict[str, object]
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(found: Sequence[Checked]) -> Json:
    """The log of one run."""
    driver = {"name": "ckptlens", "version": ckptlens.__version__, "rules": [_rule(rule) for rule in RULES]}
    run: Json = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(one) for one in found]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": first_line(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(one: Checked) -> Json:
    finding = one.finding
    return {
        "ruleId": finding.code,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.location, one.places)],
        "relatedLocations": [{**_location(r.location, one.places), "message": {"text": r.message}} for r in finding.related],
        "properties": {"certainty": finding.certainty.value, "keys": list(finding.keys)},
    }


def _location(location: Location, places: Places) -> Json:
    at = span_fields(location.path, location.span, places)
    region = {"startLine": at["line"], "startColumn": at["column"], "endLine": at["end_line"], "endColumn": at["end_column"]}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(relative(location.path))}, "region": region}}
