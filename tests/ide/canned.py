"""Analyses made by hand: what the editor shows must follow from these facts alone."""

from __future__ import annotations

from ckptlens.ide.analysis import Analysis, Options, Problem
from ckptlens.predict.keys import Event, Key, KeySet, Prediction, SaveEvent, Status
from ckptlens.rules.model import Certainty, Finding, Severity
from ckptlens.template import Hole, Template, template
from ckptlens.text import Location, Span
from ckptlens.trace import Mode, PathArgument, Trace, Variable

TEXT = """\
w = tf1.get_variable("w", [2, 3])
b = tf1.get_variable("b", [3])
saver = tf1.train.Saver()
saver.save(sess, "out/model.ckpt")
"""


def at(snippet: str, text: str = TEXT, path: str = "/p/train.py") -> Location:
    start = text.index(snippet)
    return Location(path, Span(start, start + len(snippet)))


def name(text: str | Template) -> Template:
    return text if isinstance(text, Template) else template([text])


def key(
    text: str | Template,
    location: Location | None,
    shape: tuple[int | None, ...] | None = (2, 3),
    dtype: str = "float32",
    when: str | None = None,
) -> Key:
    return Key(name(text), shape, dtype, location, when)


def hole(text: str, location: Location | None = None, bound: str | None = None) -> Hole:
    return Hole(text, "loop over an unknown range", location, bound)


def save(*keys: Key, status: Status = Status.COMPLETE, text: str = TEXT, kind: str = "save") -> SaveEvent:
    call = 'saver.save(sess, "out/model.ckpt")'
    place = at(call, text) if call in text else Location("/p/train.py", Span(0, 0))
    path = PathArgument(name("out/model.ckpt"), None)
    return SaveEvent(kind, "tf.compat.v1.train.Saver.save", "name", place, None, path, KeySet(keys, status))


def variable(text: str | Template, location: Location, **fields: object) -> Variable:
    plain: dict[str, object] = {"uid": 1, "shape": (2, 3), "dtype": "float32", "api": "tf.compat.v1.get_variable"}
    return Variable(name=name(text), location=location, mode=Mode.GRAPH, graph=1, collections=("variables",), **{**plain, **fields})  # type: ignore[arg-type]


def finding(location: Location, code: str = "CK207", severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code, "saver-before-variables", severity, Certainty.WILL, location, "this Saver is built before 'b'", ("b",))


def prediction(*events: Event) -> Prediction:
    return Prediction("/p/train.py", "tf2.15-keras2", events, None, ())


def analysis(
    *events: Event,
    variables: tuple[Variable, ...] = (),
    findings: tuple[Finding, ...] = (),
    problems: tuple[Problem, ...] = (),
    text: str = TEXT,
) -> Analysis:
    trace = Trace("/p/train.py", "<module>", "tf2.15-keras2", variables)
    return Analysis("/p/train.py", text, Options(), (trace,), prediction(*events), findings, problems)
