"""Rules of a map that change bytes, judged by programs that know nothing of ckptlens."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import pytest
from ckptlens_server.cli import main
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import TensorFlow

pytestmark = pytest.mark.tensorflow

MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def convert(python: str, source: Path, destination: Path, rules: str, *options: str) -> Result:
    map_file = source.parent / "map.toml"
    map_file.write_text(rules, encoding="utf-8")
    arguments = ["convert", str(source), str(destination), "--map", str(map_file), "--python", python, *options]
    return CliRunner().invoke(main, arguments)


def floats(shape: list[int], *values: float, form: str = "f") -> list[Any]:
    return [{"f": "float32", "e": "float16", "d": "float64"}[form], shape, struct.pack(f"<{len(values)}{form}", *values).hex()]


CASES = {
    "transpose": ("[[transpose]]\npattern='w'\naxes=[1, 0]", {"w": floats([3, 2], 1, 4, 2, 5, 3, 6)}),
    "cast": ("[[cast]]\npattern='w'\ndtype='float16'", {"w": floats([2, 3], 1, 2, 3, 4, 5, 6, form="e")}),
    "widen": ("[[cast]]\npattern='w'\ndtype='float64'", {"w": floats([2, 3], 1, 2, 3, 4, 5, 6, form="d")}),
    "split": (
        "[[split]]\npattern='w'\naxis=1\nto=['a', 'b', 'c']",
        {n: floats([2, 1], i, i + 3) for n, i in (("a", 1), ("b", 2), ("c", 3))},
    ),
    "sizes": ("[[split]]\npattern='w'\naxis=1\nsizes=[1, 2]\nto=['a', 'b']", {"a": floats([2, 1], 1, 4), "b": floats([2, 2], 2, 3, 5, 6)}),
}
OTHER = {"v": floats([2, 1], 7, 8)}


@pytest.mark.parametrize("case", CASES)
def test_values_change_as_the_rule_says_and_others_do_not(tensorflow: TensorFlow, tmp_path: Path, case: str):
    rules, expected = CASES[case]
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX, "v": [[7.0], [8.0]]})
    result = convert(tensorflow.python, tmp_path / "in", tmp_path / "out", rules, "--to", "tf1")
    assert (result.exit_code, "equal bit for bit" in result.stdout) == (0, True), result.output
    assert tensorflow.dump(tmp_path / "out") == {**expected, **OTHER}


def test_merged_values_stand_in_the_order_of_the_parts(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX, "v": [[7.0], [8.0]]})
    rules = "[[merge]]\nparts=['v', 'w']\naxis=1\nto='all'"
    result = convert(tensorflow.python, tmp_path / "in", tmp_path / "out", rules, "--to", "tf1", "--no-restore")
    assert result.exit_code == 0, result.output
    assert tensorflow.dump(tmp_path / "out") == {"all": floats([2, 4], 7, 1, 2, 3, 8, 4, 5, 6)}


@pytest.mark.parametrize("to", ["tf2", "both"])
def test_objects_hold_the_changed_values(tensorflow: TensorFlow, tmp_path: Path, to: str):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX})
    rules = "[[transpose]]\npattern='w'\naxes=[1, 0]"
    result = convert(tensorflow.python, tmp_path / "in", tmp_path / "out", rules, "--to", to, "--link")
    assert (result.exit_code, "equal bit for bit" in result.stdout) == (0, True), result.output
    assert tensorflow.programs.run("restore_objects", str(tmp_path / "out"), "vars") == {"w": floats([3, 2], 1, 4, 2, 5, 3, 6)}


def test_a_partitioned_value_is_changed_as_a_whole(tensorflow: TensorFlow, tmp_path: Path):
    rules = tmp_path / "map.toml"
    rules.write_text("[[transpose]]\npattern='emb/table'\naxes=[1, 0]\n[[cast]]\npattern='.*'\ndtype='float64'", encoding="utf-8")
    arguments = ["convert", str(tensorflow.sources / "graph_training"), str(tmp_path / "out"), "--to", "tf1", "--map", str(rules)]
    result = CliRunner().invoke(main, [*arguments, "--python", tensorflow.python])
    assert result.exit_code == 0, result.output
    dtype, shape, _ = tensorflow.dump(tmp_path / "out")["emb/table"]
    assert (dtype, shape) == ("float64", [2, 7])


def test_numbers_that_a_type_cannot_hold_are_refused_and_nothing_is_left(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": [1e6]})
    rules = "[[cast]]\npattern='w'\ndtype='float16'"
    result = convert(tensorflow.python, tmp_path / "in", tmp_path / "new" / "out", rules, "--to", "tf1")
    assert (result.exit_code, "w holds numbers that float16 cannot hold" in result.stderr, (tmp_path / "new").exists()) == (2, True, False)


def test_every_type_of_number_is_cast(tensorflow: TensorFlow, tmp_path: Path):
    rules = tmp_path / "map.toml"
    rules.write_text("[[cast]]\npattern='(b?float|u?int).*'\ndtype='bfloat16'", encoding="utf-8")
    arguments = ["convert", str(tensorflow.sources / "dtypes"), str(tmp_path / "out"), "--to", "tf1", "--map", str(rules)]
    result = CliRunner().invoke(main, [*arguments, "--python", tensorflow.python])
    assert result.exit_code == 0, result.output
    found = {name: dtype for name, (dtype, _, _) in tensorflow.dump(tmp_path / "out").items()}
    assert {found[name] for name in ("float64", "float32", "int8", "uint64")} == {"bfloat16"}


def test_a_dry_run_tells_what_is_computed(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX})
    rules = "[[transpose]]\npattern='w'\naxes=[1, 0]"
    result = convert(tensorflow.python, tmp_path / "in", tmp_path / "out", rules, "--to", "tf1", "--dry-run", "--format", "json")
    expected = {"source": "w", "sources": ["w"], "target": "w", "shape": [3, 2], "change": "transposed to [1, 0]"}
    assert json.loads(result.stdout)["keys"] == [expected]


@pytest.mark.parametrize(("case", "to"), [("transpose", "tf1"), ("split", "tf2")])
def test_verify_compares_what_the_map_makes_of_the_source(tensorflow: TensorFlow, tmp_path: Path, case: str, to: str):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX, "v": [[7.0], [8.0]]})
    converted = convert(tensorflow.python, tmp_path / "in", tmp_path / "out", CASES[case][0], "--to", to)
    assert converted.exit_code == 0, converted.output
    result = verify(tensorflow.python, tmp_path / "in", tmp_path / "out", "--map", str(tmp_path / "map.toml"))
    assert result.exit_code == 0, result.output
    assert "Equal" in result.output


def test_verify_tells_which_changed_value_differs(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.programs.run("saved", str(tmp_path / "in"), {"w": MATRIX, "v": [[7.0], [8.0]]})
    tensorflow.programs.run("saved", str(tmp_path / "out"), {"w": [[1.0, 4.0], [2.0, 5.0], [3.0, 0.0]], "v": [[7.0], [8.0]]})
    (tmp_path / "map.toml").write_text(CASES["transpose"][0], encoding="utf-8")
    result = verify(tensorflow.python, tmp_path / "in", tmp_path / "out", "--map", str(tmp_path / "map.toml"))
    assert result.exit_code == 1, result.output
    assert "w: value" in result.output


def verify(python: str, a: Path, b: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify", str(a), str(b), "--python", python, *options])
