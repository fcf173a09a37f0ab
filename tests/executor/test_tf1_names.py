"""Names of variables for TensorFlow 1, from object graphs written by hand."""

from __future__ import annotations

import pytest
from ckptlens_executor.errors import BadInputError
from ckptlens_executor.graph import Attribute, Graph, Slot
from ckptlens_executor.names import plan_to_tf1
from ckptlens_executor.plan import Plan, escape, plan_to_tf2, unescape

SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"


class Objects:
    """An object graph under construction. `tree` nests dictionaries; a text is a variable with that recorded name."""

    def __init__(self, tree: dict) -> None:
        self.children: list[dict[str, int]] = []
        self.attributes: list[Attribute] = []
        self.slots: list[Slot] = []
        self.nodes: dict[str, int] = {}
        self._add(tree, ())

    def _add(self, value: dict | str, path: tuple[str, ...]) -> int:
        node = len(self.children)
        self.children.append({})
        self.nodes["/".join(path)] = node
        if isinstance(value, str):
            self.attributes.append(Attribute(node, "VARIABLE_VALUE", value, "/".join(map(escape, path)) + SUFFIX))
        else:
            self.children[node].update({name: self._add(item, (*path, name)) for name, item in value.items()})
        return node

    def slot(self, optimizer: str, name: str, variable: str, full_name: str) -> Objects:
        node = len(self.children)
        self.children.append({})
        self.slots.append(Slot(self.nodes[optimizer], name, self.nodes[variable], node))
        self.attributes.append(Attribute(node, "VARIABLE_VALUE", full_name, f"{variable}/.OPTIMIZER_SLOT/{optimizer}/{name}{SUFFIX}"))
        return self

    def plan(self, root: str | None = None) -> Plan:
        graph = Graph(tuple(self.children), tuple(self.attributes), tuple(self.slots))
        return plan_to_tf1(graph, [a.key for a in self.attributes], root)


def names(plan: Plan) -> list[str]:
    return sorted(m.target for m in plan.moves)


def left_out(plan: Plan) -> list[str]:
    return [item.key for item in plan.left_out]


def test_recorded_names_are_used_when_all_are_given():
    assert names(Objects({"model": {"layer": {"kernel": "dense/kernel", "bias": "dense/bias"}}}).plan()) == ["dense/bias", "dense/kernel"]


@pytest.mark.parametrize("recorded", ["", "Variable", "scope/Variable_3", "dense/bias"])
def test_one_missing_default_or_double_name_makes_all_names_paths(recorded: str):
    plan = Objects({"model": {"layer": {"kernel": recorded, "bias": "dense/bias"}}}).plan()
    assert names(plan) == ["model/layer/bias", "model/layer/kernel"]


def test_a_lone_flat_collection_at_the_root_is_taken_off():
    assert names(Objects({"net": {"a/b.c": "Variable", "d": "Variable"}, "save_counter": "save_counter"}).plan()) == ["a/b.c", "d"]


def test_two_objects_at_the_root_keep_their_names():
    assert names(Objects({"g": {"w": ""}, "d": {"w": ""}}).plan()) == ["d/w", "g/w"]


@pytest.mark.parametrize("root", ["vars", "var_list"])
def test_the_guides_collections_name_their_items_even_against_recorded_names(root: str):
    assert names(Objects({root: {"scoped/c": "c"}}).plan()) == ["scoped/c"]


def test_the_named_root_is_taken_off():
    assert names(Objects({"net": {"a": {"w": "x"}}, "other": {"w": "y"}}).plan(root="net")) == ["a/w", "other/w"]


def test_a_root_that_is_not_there_is_refused():
    with pytest.raises(BadInputError, match="no object called 'nett' at its root; it has net"):
        Objects({"net": {"w": ""}}).plan(root="nett")


def test_two_variables_with_one_name_are_refused():
    with pytest.raises(BadInputError, match="would all be called 'a/b'"):
        Objects({"a/b": "", "a": {"b": ""}}).plan()


@pytest.mark.parametrize("name", ["v1.0/a", "x.Sy", "a..b/.S", ".", "/", "a name", "größe", "w/.S.", "..S"])
def test_odd_names_survive_both_ways(name: str):
    target = plan_to_tf2([name], "vars").moves[0].target
    assert names(Objects({"vars": {name: ""}}).plan()) == [name]
    assert unescape(target.removeprefix("vars/").removesuffix(SUFFIX)) == name


def test_the_counter_is_left_out_and_listed():
    assert left_out(Objects({"vars": {"w": "w"}, "save_counter": "save_counter"}).plan()) == ["save_counter" + SUFFIX]


def test_a_variable_of_the_model_called_save_counter_is_kept():
    assert names(Objects({"vars": {"save_counter": "save_counter"}}).plan()) == ["save_counter"]


def test_state_that_is_no_variable_is_left_out_and_listed():
    graph = Graph(
        ({"it": 1, "w": 2}, {}, {}), (Attribute(1, "ITERATOR_STATE", "", "it/s"), Attribute(2, "VARIABLE_VALUE", "w", "w" + SUFFIX)), ()
    )
    plan = plan_to_tf1(graph, ["it/s", "w" + SUFFIX, "stray"])
    assert (names(plan), left_out(plan)) == (["w"], ["it/s", "stray"])


def tf1_adam(tree: dict, variable: str, full_name: str) -> Objects:
    objects = Objects({**tree, "opt": {"beta1_power": "beta1_power", "beta2_power": "beta2_power"}})
    return objects.slot("opt", "m", variable, f"{full_name}/Adam").slot("opt", "v", variable, f"{full_name}/Adam_1")


def test_slots_of_a_tf1_optimizer_keep_their_recorded_names():
    plan = tf1_adam({"net": {"w": "dense/w"}}, "net/w", "train/dense/w").plan()
    assert names(plan) == ["beta1_power", "beta2_power", "dense/w", "train/dense/w/Adam", "train/dense/w/Adam_1"]


def test_slots_of_a_tf1_optimizer_follow_their_variable_when_names_are_paths():
    plan = tf1_adam({"vars": {"w": "Variable"}}, "vars/w", "Variable").plan()
    assert names(plan) == ["beta1_power", "beta2_power", "w", "w/Adam", "w/Adam_1"]


def test_slots_of_a_keras_adam_are_renamed_and_its_powers_noted():
    objects = Objects({"w": "dense/w", "opt": {}})
    plan = objects.slot("opt", "m", "w", "Adam/dense/w/m").slot("opt", "v", "w", "Adam/dense/w/v").plan()
    assert names(plan) == ["dense/w", "dense/w/Adam", "dense/w/Adam_1"]
    assert "beta1_power" in plan.notes[0]


def test_a_centered_rmsprop_numbers_its_slots_in_tensorflows_order():
    objects = Objects({"w": "w", "opt": {}})
    for slot in ("momentum", "mg", "rms"):
        objects.slot("opt", slot, "w", f"RMSprop/w/{slot}")
    moves = {m.source.split("/")[3]: m.target for m in objects.plan().moves if "OPTIMIZER" in m.source}
    assert moves == {"rms": "w/RMSProp", "mg": "w/RMSProp_1", "momentum": "w/RMSProp_2"}


@pytest.mark.parametrize(
    ("full_name", "reason"),
    [("SGD/w/momentum", "learning rate"), ("Adamax/w/m", "no counterpart"), ("Adam/w/vhat", "no counterpart"), ("", "recorded name: none")],
)
def test_slots_without_a_counterpart_are_left_out_with_the_reason(full_name: str, reason: str):
    plan = Objects({"w": "w", "opt": {}}).slot("opt", full_name.rpartition("/")[2] or "m", "w", full_name).plan()
    assert names(plan) == ["w"]
    assert reason in plan.left_out[0].reason


def test_a_slot_is_never_taken_for_its_variable():
    plan = Objects({"vars": {"w": "w"}, "opt": {}}).slot("opt", "m", "vars/w", "").plan()
    assert [(m.source, m.target) for m in plan.moves] == [("vars/w" + SUFFIX, "w")]


@pytest.mark.parametrize("root", ["a/b", "", "save_counter", "1st"])
def test_a_root_that_cannot_be_a_keyword_is_refused(root: str):
    with pytest.raises(BadInputError, match="cannot be a keyword"):
        plan_to_tf2(["w"], root)


def test_slots_of_variables_that_share_a_default_name_are_counted_per_variable():
    objects = Objects({"net": {"a": "Variable", "b": "Variable"}, "opt": {}})
    for slot, variable, number in [("m", "net/a", ""), ("v", "net/a", "_1"), ("m", "net/b", "_2"), ("v", "net/b", "_3")]:
        objects.slot("opt", slot, variable, f"Variable/Adam{number}")
    assert names(objects.plan()) == ["a", "a/Adam", "a/Adam_1", "b", "b/Adam", "b/Adam_1"]


def test_a_second_optimizer_on_the_same_variable_goes_on_counting():
    objects = Objects({"w": "w", "g": {}, "h": {}})
    for optimizer, slot, number in [("g", "m", ""), ("g", "v", "_1"), ("h", "m", "_2"), ("h", "v", "_3")]:
        objects.slot(optimizer, slot, "w", f"w/Adam{number}")
    assert names(objects.plan()) == ["w", "w/Adam", "w/Adam_1", "w/Adam_2", "w/Adam_3"]
