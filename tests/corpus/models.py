"""Whole public models: a short driver, the sources of a published package, and the keys that TensorFlow wrote."""

from __future__ import annotations

import json
import os
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.predicted import PredictedSave, predict
from conformance.truth import Fact, keys
from conformance.verdict import difference, same_shapes

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
SOURCES = (ROOT / os.environ.get("CKPTLENS_CACHE", ".cache")).resolve() / "sources"
EXPECTED = FOLDER / "expected.json"


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `roots` are the folders on the import path; `keys` what the driver's last save wrote."""

    name: str
    stack: str
    driver: str
    roots: tuple[Path, ...]
    keys: dict[str, Fact]


def models() -> list[Model]:
    """Every model, by name."""
    return [_model(json.loads(path.read_text(encoding="utf-8"))) for path in sorted((FOLDER / "models").glob("*.json"))]


def _model(case: dict) -> Model:
    roots = tuple(SOURCES / place for place in case["roots"])
    return Model(case["id"], case["stack"], case["driver"], roots, keys(case["keys"]))


@cache
def last_save(name: str) -> PredictedSave | str | None:
    """What the driver's last save is predicted to write; the traceback when the analysis raised."""
    try:
        return _last_save(name)
    except FileNotFoundError:
        raise
    except Exception as error:  # one model that cannot be analysed must not hide the others
        return "".join(traceback.format_exception(error)[-3:])


def _last_save(name: str) -> PredictedSave | None:
    model = next(each for each in models() if each.name == name)
    missing = [root for root in model.roots if not root.is_dir()]
    if missing:
        raise FileNotFoundError(f"{missing[0]} is missing: run `make test`, which fetches it")
    with TemporaryDirectory() as folder:
        driver = Path(folder) / "driver.py"
        driver.write_text(model.driver, encoding="utf-8")
        saves = list(predict(driver, model.stack, model.roots).saves.values())
    return saves[-1] if saves else None


def lists() -> dict[str, list[str]]:
    """The content that expected.json should have: what is true of which models, as the analysis stands."""
    predicted = {each.name: (each.keys, last_save(each.name)) for each in models()}
    analysed = {name: (true, save) for name, (true, save) in predicted.items() if not isinstance(save, str)}
    exact = [name for name, (true, save) in analysed.items() if not difference(true, save)]
    return {"exact": exact, "shapes and dtypes too": [name for name in exact if same_shapes(*analysed[name])]}


def recorded() -> dict[str, list[str]]:
    """The content that expected.json has."""
    return json.loads(EXPECTED.read_text(encoding="utf-8"))
