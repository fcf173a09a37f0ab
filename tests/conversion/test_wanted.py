"""Which value of a source is for which key of a program."""

from __future__ import annotations

import pytest
from ckptlens.bundle.graph import SlotVariable
from ckptlens.bundle.key_graph import key_graph
from ckptlens.bundle.rewrite import Copy
from ckptlens.tf_api.keras.key_styles import keras2_slots
from ckptlens_executor.errors import BadInputError
from ckptlens_server.conversion.wanted import Value, WantedKey, fit, without_part_of_optimizer

END = "/.ATTRIBUTES/VARIABLE_VALUE"


def value(name: str, *shape: int) -> Value:
    return Value(Copy(f"old/{name}", name), shape)


def test_a_value_is_found_by_the_name_of_its_variable():
    found = fit([value("w", 2)], [WantedKey(f"net/kernel{END}", "w", (None,))])
    assert [(copy.source, wanted.key) for copy, wanted in found.pairs] == [("old/w", f"net/kernel{END}")]


def test_two_variables_of_one_name_need_the_key_itself():
    wanted = [WantedKey(f"a{END}", "w"), WantedKey(f"b{END}", "w")]
    with pytest.raises(BadInputError, match="2 variables of the code are called w"):
        fit([value("w")], wanted)
    assert len(fit([value(f"a{END}"), value(f"b{END}")], wanted).pairs) == 2


def test_a_shorter_name_is_taken_where_it_is_only_one_variables():
    found = fit([value("a/w"), value("b/w")], [WantedKey("0", "net/a/w", shorter=("a/w", "w")), WantedKey("1", "b/w")])
    assert [(copy.source, wanted.key) for copy, wanted in found.pairs] == [("old/a/w", "0"), ("old/b/w", "1")]
    with pytest.raises(BadInputError, match="no value is for"):
        fit([value("w")], [WantedKey("0", "a/w", shorter=("w",)), WantedKey("1", "b/w", shorter=("w",))])


def test_a_name_of_its_own_goes_before_the_shorter_name_of_another():
    with pytest.raises(BadInputError, match=r"\bnet/w\b"):
        fit([value("w")], [WantedKey("0", "net/w", shorter=("w",)), WantedKey("1", "w")])


def test_an_optimizer_of_a_weights_file_comes_along_whole_or_not_at_all():
    wanted = [WantedKey("vars/0", "w"), WantedKey("optimizer/vars/0", "iteration"), WantedKey("optimizer/vars/1", "w/m")]
    assert without_part_of_optimizer([value("w"), value("iteration"), value("w/m")], wanted) == (tuple(wanted), ())
    kept, notes = without_part_of_optimizer([value("w"), value("iteration")], wanted)
    assert ([w.key for w in kept], "1 of its 2 keys have no value, such as optimizer/vars/1" in notes[0]) == (["vars/0"], True)


def test_the_steps_of_an_optimizer_do_not_come_without_its_slots():
    moment = Value(Copy(f"opt/_variables/1{END}", "Adam/m/w"), (2,))
    kept, notes = without_part_of_optimizer(
        [value("w", 2), value("iteration"), moment], [WantedKey("vars/0", "w"), WantedKey("optimizer/vars/0", "iteration")]
    )
    assert ([w.key for w in kept], "no key for 1 of its values" in notes[0]) == (["vars/0"], True)


def test_a_slot_of_an_optimizer_may_have_the_scope_of_its_name_in_the_source():
    slots = [WantedKey("optimizer/vars/0", "m/w", scoped=("m/w",))]
    assert [(c.target, w.key) for c, w in fit([value("Adam/m/w")], slots).pairs] == [("Adam/m/w", "optimizer/vars/0")]
    with pytest.raises(BadInputError, match="no value is for"):
        fit([value("Adam/m/w"), value("SGD/m/w")], slots)


def test_a_slot_belongs_to_its_optimizer_and_its_variable():
    graph = key_graph([(f"net/w{END}", "w"), (f"net/w/.OPTIMIZER_SLOT/opt/m{END}", "w/Adam")])
    root = {c.name: c.node for c in graph.nodes[0].children}
    weight = graph.nodes[root["net"]].children[0].node
    (slot,) = graph.nodes[root["opt"]].slots
    assert (slot.slot, slot.variable_node, graph.nodes[slot.slot_node].attributes[0].full_name) == ("m", weight, "w/Adam")
    assert isinstance(slot, SlotVariable)


def test_a_slot_of_keras_3_has_the_name_of_keras_2_below_a_scope():
    names = ["net/w", "net/w_b", "adam/net_w_momentum"]
    assert keras2_slots("adam/net_w_momentum", names) == ("m/net/w", "momentum/net/w", "m/w", "momentum/w")
    assert keras2_slots("adam/net_w_b_velocity", names) == ("v/net/w_b", "velocity/net/w_b", "v/w_b", "velocity/w_b")


def test_a_name_that_two_variables_may_have_given_a_slot_belongs_to_neither():
    assert keras2_slots("adam/a_b_c_momentum", ["a/b_c", "a_b/c"]) == ()
