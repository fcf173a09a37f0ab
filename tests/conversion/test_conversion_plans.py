"""What becomes of each key, without a file being written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ckptlens.bundle import read_index
from ckptlens.bundle.graph import Attribute, read_object_graph, read_string_scalar
from ckptlens.bundle.model import OBJECT_GRAPH_KEY
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.keras_h5 import h5py
from ckptlens_server.conversion.map_file import parse_map
from ckptlens_server.conversion.maps import load_map, ready_maps
from ckptlens_server.conversion.object_layout import object_layout
from ckptlens_server.conversion.planning import Wish, plan_conversion
from ckptlens_server.conversion.slots import find_slots
from ckptlens_server.conversion.source import Source, open_source

DATA = Path(__file__).parents[1] / "bundle" / "data"
ADAM = ["w", "w/Adam", "w/Adam_1", "beta1_power", "beta2_power", "w/Adamant", "x/Adam"]


def source(name: str) -> Source:
    return open_source(str(DATA / name), read_index((DATA / f"{name}.index").read_bytes()))


def targets(name: str, wish: Wish) -> list[str]:
    return [c.target for c in plan_conversion(source(name), wish).copies]


def test_names_become_items_of_the_root():
    assert "net/emb.Stable/.ATTRIBUTES/VARIABLE_VALUE" in targets("named", Wish("tf2", "net"))


def test_both_has_each_value_under_its_name_and_its_object_key():
    keys = targets("named", Wish("both"))
    assert {"emb/table", "vars/emb.Stable/.ATTRIBUTES/VARIABLE_VALUE"} < set(keys)
    assert len(keys) == 2 * len(source("named").entries)


def test_objects_get_names_beside_their_keys_and_keep_their_graph():
    keys = targets("tracked", Wish("both"))
    assert {OBJECT_GRAPH_KEY, "net/w", "net/a.Sb..c/.ATTRIBUTES/VARIABLE_VALUE"} < set(keys)


def test_what_gets_no_name_beside_its_key_is_said():
    plan = plan_conversion(source("tracked"), Wish("both", rules=parse_map("[[drop]]\npattern='beta1_power'", "m")))
    assert plan.notes == ("optimizer/beta1_power/.ATTRIBUTES/VARIABLE_VALUE has no name beside its key: it is dropped by the map",)
    assert "optimizer/beta1_power/.ATTRIBUTES/VARIABLE_VALUE" in [c.target for c in plan.copies]


def test_a_keras_file_needs_the_model_that_loads_it():
    with pytest.raises(BadInputError, match="--to keras-h5 needs the model"):
        plan_conversion(source("named"), Wish("keras-h5"))


def test_without_h5py_another_interpreter_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(BadInputError, match="choose another interpreter"):
        h5py()


def test_a_variable_with_the_key_of_the_save_counter_is_refused():
    rules = parse_map("[[rename]]\npattern='dense/kernel'\nto='save_counter/.ATTRIBUTES/VARIABLE_VALUE'", "m")
    with pytest.raises(BadInputError, match="key of something else"):
        plan_conversion(source("named"), Wish("both", rules=rules))


def test_a_saver_finds_every_value_by_the_name_in_the_graph():
    added = {t.key: t for t in plan_conversion(source("named"), Wish("tf2")).additions}
    graph = read_object_graph(read_string_scalar(added[OBJECT_GRAPH_KEY].stored, added[OBJECT_GRAPH_KEY].crc32c))
    assert {n for n in graph.names_by_key.values() if n} == set(source("named").entries)


def test_slots_are_those_whose_variable_is_there():
    found = find_slots(ADAM)
    assert found.slots == {"w/Adam": ("w", "m"), "w/Adam_1": ("w", "v")}
    assert found.own == {"beta1_power": "beta1_power", "beta2_power": "beta2_power"}


def test_a_centered_rmsprop_has_three_slots():
    slots = find_slots(["w", "w/RMSProp", "w/RMSProp_1", "w/RMSProp_2"]).slots
    assert [slot for _, slot in slots.values()] == ["rms", "mg", "momentum"]


@pytest.mark.parametrize("names", [["w"], ["w", "w/Adam", "w/Momentum"]])
def test_no_optimizer_or_several_are_refused(names: list[str]):
    with pytest.raises(BadInputError, match="slots of one optimizer"):
        find_slots(names)


def test_slots_belong_to_the_optimizer_that_is_named():
    layout = object_layout(ADAM, "vars", "opt", find_slots(ADAM))
    assert layout.keys["w/Adam_1"] == "vars/w/.OPTIMIZER_SLOT/opt/v/.ATTRIBUTES/VARIABLE_VALUE"
    assert layout.keys["beta1_power"] == "opt/beta1_power/.ATTRIBUTES/VARIABLE_VALUE"
    slot = layout.graph.nodes[3].slots[0]
    assert layout.graph.nodes[slot.slot_node].attributes == (Attribute("VARIABLE_VALUE", "w/Adam", layout.keys["w/Adam"]),)


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("tracked", Wish("tf2")),
        ("named", Wish("tf1")),
        ("named", Wish("tf2", "save_counter")),
        ("named", Wish("tf2", "a b")),
        ("tracked", Wish("tf1", "nothing")),
        ("tracked", Wish("both", optimizer="opt")),
        ("named", Wish("tf2", "x", "x")),
        ("named", Wish("tf1", rules=parse_map("[[drop]]\npattern='.*'", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[rename]]\npattern='.*'\nto='x'", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[rename]]\npattern='.*'\nto=''", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[reshape]]\npattern='dense/kernel'\nshape=[4]", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[reshape]]\npattern='emb/table'\nshape=[10]", "m"))),
        ("named", Wish("tf1", rules=parse_map("all=true", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[transpose]]\npattern='dense/kernel'\naxes=[0]", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[cast]]\npattern='dense/kernel'\ndtype='int32'", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[split]]\npattern='dense/kernel'\naxis=0\nto=['a','b','c']", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[split]]\npattern='dense/kernel'\naxis=2\nto=['a']", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[split]]\npattern='vocabulary'\naxis=0\nto=['a', 'b', 'c']", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[merge]]\nparts=['empty', 'dense/kernel']\naxis=0\nto='a'", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[merge]]\nparts=['dense/kernel', 'gone']\naxis=0\nto='a'", "m"))),
        ("named", Wish("tf1", rules=parse_map("[[merge]]\nparts=['.*l.*', 'dense/kernel']\naxis=0\nto='a'", "m"))),
    ],
)
def test_what_cannot_be_is_refused(name: str, wish: Wish):
    with pytest.raises(BadInputError):
        plan_conversion(source(name), wish)


def test_a_map_renames_drops_and_reshapes():
    rules = parse_map(
        "[[rename]]\npattern='dense/(.*)'\nto='d/\\1'\n[[drop]]\npattern='emb/.*'\n[[reshape]]\npattern='.*kernel'\nshape=['d1',-1]", "m"
    )
    plan = plan_conversion(source("named"), Wish("tf1", rules=rules))
    assert [c.shape for c in plan.copies if c.target == "d/kernel"] == [(3, 2)]
    assert "emb/table" in [item.key for item in plan.left_out]


def recipes(text: str) -> list[tuple[str, tuple[int, ...], str]]:
    plan = plan_conversion(source("named"), Wish("tf1", rules=parse_map(text, "m")))
    return [(r.name, r.shape, r.what) for r in plan.recipes]


def test_a_value_is_transposed_reshaped_and_cast_in_this_order():
    rules = "[[cast]]\npattern='.*kernel'\ndtype='float16'\n[[reshape]]\npattern='.*kernel'\nshape=['d0', -1, 1]\n"
    rules += "[[transpose]]\npattern='.*kernel'\naxes=[1, 0]\n[[rename]]\npattern='.*kernel'\nto='k'"
    assert recipes(rules) == [("k", (3, 2, 1), "transposed to [1, 0], reshaped to [3, 2, 1], cast to float16")]


def test_a_split_takes_sizes_or_makes_equal_parts():
    assert [shape for _, shape, _ in recipes("[[split]]\npattern='dense/kernel'\naxis=-1\nto=['a', 'b', 'c']")] == [(2, 1)] * 3
    sized = "[[split]]\npattern='(dense)/kernel'\naxis=1\nsizes=[1, 2]\nto=['\\1/a', '\\1/b']"
    assert [(name, shape) for name, shape, _ in recipes(sized)] == [("dense/a", (2, 1)), ("dense/b", (2, 2))]


def test_texts_and_truths_are_not_cast_by_a_rule_for_all():
    names = [name for name, _, _ in recipes("[[cast]]\npattern='a name|voc.*|dense.*'\ndtype='float16'")]
    assert names == ["dense/kernel"]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[[rename]]\npattern='('\nto='x'",
        "[[rename]]\npattern='x'\nto='\\1'",
        "[[rename]]\npattern='x'",
        "[[cast]]\npattern='x'",
        "[[cast]]\npattern='x'\ndtype='text'",
        "[[transpose]]\npattern='x'\naxes=[1]",
        "[[split]]\npattern='x'\naxis='a'\nto=['b']",
        "[[split]]\npattern='x'\naxis=0\nto=[]",
        "[[split]]\npattern='x'\naxis=0\nto=['b']\nsizes=[1,2]",
        "[[split]]\npattern='x'\naxis=0\nto=['\\1']",
        "[[merge]]\nparts=['x']\naxis=0\nto='\\1'",
        "drop=1",
        "[[reshape]]\npattern='x'\nshape=[true]",
        "[[reshape]]\npattern='x'\nshape=['e0']",
        "[[spin]]",
    ],
)
def test_a_malformed_map_is_refused_by_its_name(text: str):
    with pytest.raises(BadInputError, match="my-map"):
        parse_map(text, "my-map")


@pytest.mark.parametrize(
    ("ready", "name", "target"),
    [
        ("rnn-1.2", "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/weights", "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel"),
        ("rnn-1.2", "rnn/gru_cell/gates/biases/Adam_1", "rnn/gru_cell/gates/bias/Adam_1"),
        ("rnn-1.2", "lstm_cell/projection/weights/part_0", "lstm_cell/projection/kernel/part_0"),
        ("rnn-1.2", "conv1/weights", "conv1/weights"),
        ("bert", "bert/encoder/layer_11/output/LayerNorm/gamma", "transformer/layer_11/output_layer_norm/gamma"),
        ("bert", "bert/pooler/dense/kernel/adam_m", None),
    ],
)
def test_the_ready_maps(ready: str, name: str, target: str | None):
    assert ready in ready_maps()
    assert load_map(ready).target(name) == target


def test_bert_heads_are_split_from_their_matrices():
    rules = load_map("bert")
    assert rules.shape("bert/encoder/layer_0/attention/self/query/kernel", (768, 768)) == (768, 12, 64)
    assert rules.shape("bert/encoder/layer_0/attention/output/dense/kernel", (768, 768)) == (12, 64, 768)
