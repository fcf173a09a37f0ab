"""Conversions by real TensorFlow, judged by programs that know nothing of ckptlens."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ckptlens_server.executor import (
    ExecutorError,
    NotProvenError,
    RefusedError,
    Request,
    RequestCancelledError,
    compare_checkpoints,
    conversion_request,
)

if TYPE_CHECKING:
    from conftest import TensorFlow

pytestmark = pytest.mark.tensorflow

Tree = Callable[[Path], list[str]]


@pytest.mark.parametrize("source", ["odd_names", "dtypes", "graph_training"])
def test_there_and_back_again_gives_the_same_file_content(tensorflow: TensorFlow, tmp_path: Path, source: str):
    tensorflow.convert(source, tmp_path / "two", "tf2")
    tensorflow.convert(tmp_path / "two", tmp_path / "one", "tf1")
    assert tensorflow.dump(tmp_path / "one") == tensorflow.dump(source)


@pytest.mark.parametrize("source", ["odd_names", "dtypes"])
def test_a_program_of_the_migration_guide_restores_the_result(tensorflow: TensorFlow, tmp_path: Path, source: str):
    report = tensorflow.convert(source, tmp_path / "two", "tf2")
    restored = tensorflow.programs.run("restore_objects", str(tmp_path / "two"), "vars")
    assert restored == tensorflow.dump(source)
    assert (report["restored"], report["total"]) == (len(restored), len(restored))


def test_a_saver_restores_the_object_based_result_by_name(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.convert("graph_training", tmp_path / "two", "tf2", root="net")
    restored = tensorflow.programs.run("restore_by_name", str(tmp_path / "two"), "dense/kernel", 2, 2)
    assert restored == tensorflow.dump("graph_training")["dense/kernel"]


def test_a_v1_file_converts_like_its_v2_twin(tensorflow: TensorFlow, tmp_path: Path):
    for name in ("v1_format.ckpt", "graph_training"):
        tensorflow.convert(name, tmp_path / name, "tf2")
    assert tensorflow.dump(tmp_path / "v1_format.ckpt") == tensorflow.dump(tmp_path / "graph_training")


def test_a_file_of_several_batches_is_restored_in_batches(tensorflow: TensorFlow, tmp_path: Path):
    report = tensorflow.convert("large", tmp_path / "two", "tf2")
    assert "in batches" in report["restored_with"]
    assert len(report["files"]) == 4
    assert compare_checkpoints(tensorflow.client, str(tensorflow.sources / "large"), str(tmp_path / "two"))["equal"]


def test_unnamed_variables_go_by_their_paths_with_their_slots(tensorflow: TensorFlow, tmp_path: Path):
    report = tensorflow.convert("tracked_adam-1", tmp_path / "one", "tf1")
    source, result = tensorflow.dump("tracked_adam-1"), tensorflow.dump(tmp_path / "one")
    suffix = "/.ATTRIBUTES/VARIABLE_VALUE"
    expected = {"beta1_power": f"optimizer/beta1_power{suffix}", "beta2_power": f"optimizer/beta2_power{suffix}"}
    for name in ("net/w", "net/layers/0", "net/layers/1"):
        slots = {f"{name}/Adam": "m", f"{name}/Adam_1": "v"}
        expected |= {name: name + suffix, **{key: f"{name}/.OPTIMIZER_SLOT/optimizer/{slot}{suffix}" for key, slot in slots.items()}}
    assert result == {key: source[origin] for key, origin in expected.items()}
    assert [item["key"] for item in report["left_out"]] == ["iterator/.ATTRIBUTES/ITERATOR_STATE", f"save_counter{suffix}"]


def test_a_keras_model_goes_by_its_variables_names(tensorflow: TensorFlow, tmp_path: Path):
    report = tensorflow.convert("keras_model-1", tmp_path / "one", "tf1")
    names = [key["target"].removeprefix("sequential/") for key in report["keys"]]
    batch_norm = [f"batch_normalization/{name}" for name in ("beta", "gamma", "moving_mean", "moving_variance")]
    assert sorted(names) == [*batch_norm, "dense/bias", "dense/kernel"]


def test_an_object_based_file_is_not_converted_to_objects_again(tensorflow: TensorFlow, tmp_path: Path, tree: Tree):
    with pytest.raises(RefusedError, match="object-based already"):
        tensorflow.convert("keras_model-1", tmp_path / "two", "tf2")
    assert tree(tmp_path) == []


def test_a_name_based_file_is_not_converted_to_names_again(tensorflow: TensorFlow, tmp_path: Path):
    with pytest.raises(RefusedError, match="name-based already"):
        tensorflow.convert("odd_names", tmp_path / "one", "tf1")


def test_an_existing_checkpoint_is_not_overwritten(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.convert("odd_names", tmp_path / "two", "tf2")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(RefusedError, match="exists already"):
        tensorflow.convert("dtypes", tmp_path / "two", "tf2")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_only_the_checkpoints_files_appear_and_no_state_file(tensorflow: TensorFlow, tmp_path: Path, tree: Tree):
    tensorflow.convert("odd_names", tmp_path / "new" / "two", "tf2")
    assert tree(tmp_path) == ["new", "new/two.data-00000-of-00001", "new/two.index"]


def test_cancelling_leaves_nothing(tensorflow: TensorFlow, tmp_path: Path, tree: Tree):
    started = threading.Event()
    request = conversion_request(str(tensorflow.sources / "many"), str(tmp_path / "a" / "b"), "tf2", on_progress=lambda _: started.set())
    call = tensorflow.client.submit(request)
    assert started.wait(60)
    call.cancel()
    assert isinstance(call.future.exception(60), RequestCancelledError)
    assert tree(tmp_path) == []


def test_a_killed_executor_leaves_nothing(tensorflow: TensorFlow, tmp_path: Path, tree: Tree):
    started = threading.Event()
    request = conversion_request(str(tensorflow.sources / "many"), str(tmp_path / "two"), "tf2", on_progress=lambda _: started.set())
    call = tensorflow.client.submit(request)
    assert started.wait(60)
    call.process.kill("the test killed it")
    with pytest.raises(ExecutorError, match="the test killed it"):
        call.future.result(60)
    assert tree(tmp_path) == []


def test_damaged_values_are_refused_and_nothing_is_left(tensorflow: TensorFlow, tmp_path: Path, tree: Tree):
    for file in tensorflow.sources.glob("graph_training.*"):
        shutil.copy(file, tmp_path)
    data = tmp_path / "graph_training.data-00000-of-00001"
    damaged = bytearray(data.read_bytes())
    damaged[20] ^= 1
    data.write_bytes(damaged)
    before = tree(tmp_path)
    with pytest.raises((RefusedError, NotProvenError), match="cannot read the values"):
        tensorflow.convert(tmp_path / "graph_training", tmp_path / "two", "tf2")
    assert tree(tmp_path) == before


def test_verify_counts_bits_and_not_numbers(tensorflow: TensorFlow):
    report = compare_checkpoints(tensorflow.client, str(tensorflow.sources / "zeros"), str(tensorflow.sources / "minus"))
    assert [(d["key"], d["kind"]) for d in report["differences"]] == [("a", "value"), ("s", "value")]


def test_verify_tells_keys_dtypes_and_shapes_apart(tensorflow: TensorFlow):
    report = compare_checkpoints(tensorflow.client, str(tensorflow.sources / "zeros"), str(tensorflow.sources / "shapes"))
    kinds = [(d["key"], d["kind"]) for d in report["differences"]]
    assert kinds == [("a", "shape"), ("n", "dtype"), ("s", "only in a"), ("t", "only in b")]


def test_verify_compares_across_the_key_worlds(tensorflow: TensorFlow, tmp_path: Path):
    tensorflow.convert("odd_names", tmp_path / "two", "tf2")
    report = compare_checkpoints(tensorflow.client, str(tensorflow.sources / "odd_names"), str(tmp_path / "two"))
    assert (report["equal"], report["compared"]) == (True, 10)


def test_verify_follows_a_map(tensorflow: TensorFlow):
    zeros, shapes = str(tensorflow.sources / "zeros"), str(tensorflow.sources / "shapes")
    report = compare_checkpoints(tensorflow.client, zeros, shapes, key_map={"s": "t"})
    assert "s" not in [d["key"] for d in report["differences"]]
    assert "t" not in [d["key"] for d in report["differences"]]


def test_versions_come_from_the_interpreter(tensorflow: TensorFlow):
    version = tensorflow.client.request(Request("versions"))["tensorflow"]
    assert version == tensorflow.programs.run("version")


def test_list_tells_keys_with_dtype_and_shape(tensorflow: TensorFlow):
    listing = tensorflow.client.request(Request("list", {"source": str(tensorflow.sources / "zeros")}))
    assert listing["scheme"] == "name"
    assert listing["keys"][0] == {"key": "a", "dtype": "float32", "shape": [2]}
