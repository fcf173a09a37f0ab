"""Cases of the interpreter: Markdown files with small programs and what is predicted for them.

A case is a level-two heading that states a behaviour, facts, and blocks:

    ## a loop over a known range makes one key per turn
    - filled: train(3)          a call that gives values to the unknowns (several lines: several calls)
    - known wrong: why          the prediction is not what it should be
    - ends: never               TensorFlow is not asked

    ```python [helper.py]       a file of the program; without a name it is main.py
    ```keys                     what is to be predicted, as `shown` writes it
    ```today                    for known wrong cases: what is predicted instead

A program without `filled` saves all variables at its end, if it does not save by itself. With `filled`, its functions are
entries of their own, and each call makes a program that runs. `HEADER` stands before every main.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import SaveEvent
from ckptlens.program.sources import MemorySources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckptlens.ide.analysis import Analysis
    from ckptlens.predict.keys import Key
    from ckptlens.trace import Gap, Shape

HEADER = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
SAVING = "session = tf.Session()\nsession.run(tf.global_variables_initializer())\ntf.train.Saver().save(session, './m')\n"
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_FACT = re.compile(r"^- ([a-z ]+): (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One behaviour: `files` as written (main.py without header), `expected` what is right, `today` what is predicted."""

    id: str
    files: dict[str, str]
    filled: tuple[str, ...]
    expected: str
    today: str
    known_wrong: str | None
    endless: bool

    @property
    def runs_by_itself(self) -> bool:
        """Whether nothing in the program is unknown: then TensorFlow can say what it writes."""
        return not self.filled and not self.endless and "gap " not in self.expected and "{" not in self.expected

    def program(self, call: str | None = None) -> dict[str, str]:
        """The files to analyse; with `call`, of the program that runs it."""
        main = self.files["main.py"]
        calling = f"{call}\n" if call else ""
        saving = "" if ".save(" in main or (self.filled and call is None) else SAVING
        return {**self.files, "main.py": f"{HEADER}{main}{calling}{saving}"}


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one Markdown file."""
    pieces = _HEADING.split(path.read_text(encoding="utf-8"))[1:]
    for heading, body in zip(pieces[::2], pieces[1::2], strict=True):
        yield _case(path, heading, body)


def _case(path: Path, heading: str, body: str) -> Case:
    facts = _FACT.findall(body)
    blocks = _BLOCK.findall(body)
    expected = next(text for kind, _, text in blocks if kind == "keys")
    return Case(
        id=f"{path.stem}: {heading}",
        files={name or "main.py": text for kind, name, text in blocks if kind == "python"},
        filled=tuple(value for name, value in facts if name == "filled"),
        expected=expected,
        today=next((text for kind, _, text in blocks if kind == "today"), expected),
        known_wrong=next((value for name, value in facts if name == "known wrong"), None),
        endless=("ends", "never") in facts,
    )


CASES = [case for path in sorted((Path(__file__).parent / "cases").glob("*.md")) for case in read_cases(path)]


@cache
def _analysis(files: tuple[tuple[str, str], ...]) -> Analysis:
    return analyse(MemorySources(dict(files)), "main.py", Options())


def analysed(files: dict[str, str]) -> Analysis:
    """The analysis of a program whose file is main.py."""
    return _analysis(tuple(files.items()))


def shown(analysis: Analysis, files: dict[str, str]) -> str:
    """A prediction as text: its saves with their keys, where it raises, its gaps."""
    lines = [line for event in analysis.prediction.events if isinstance(event, SaveEvent) for line in _event(event)]
    lines += [f"raises {trace.raised.type}" for trace in analysis.traces if trace.raised is not None]
    lines += [_gap(gap, files) for gap in analysis.prediction.gaps]
    return "".join(f"{line}\n" for line in lines)


def _event(event: SaveEvent) -> list[str]:
    return [f"{event.kind} {event.keys.status}", *(_key(key) for key in event.keys.keys)]


def _key(key: Key) -> str:
    bounds = [f" where {hole.bound}" for hole in key.text.holes if hole.bound]
    return f"{key_line(str(key.text), key.shape, key.dtype)}{''.join(dict.fromkeys(bounds))}{f' when {key.when}' if key.when else ''}"


def key_line(text: str, shape: Shape, dtype: str | None) -> str:
    """One key with its shape and dtype; `?` for what is not known."""
    dimensions = "?" if shape is None else "[" + ", ".join("?" if d is None else str(d) for d in shape) + "]"
    return f"{text} {dimensions} {dtype or '?'}"


def _gap(gap: Gap, files: dict[str, str]) -> str:
    span = gap.location.span
    source = files[gap.location.path][span.start : span.end].partition("\n")[0]
    return f"gap `{source}` {gap.reason}"
