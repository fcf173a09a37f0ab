"""Which value of a source is for which key of a program."""

from __future__ import annotations

import pytest
from ckptlens.bundle.graph import SlotVariable
from ckptlens.bundle.key_graph import key_graph
from ckptlens.bundle.rewrite import Copy
from ckptlens_executor.errors import BadInputError
from ckptlens_server.conversion.wanted import Value, WantedKey, fit

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


def test_a_slot_belongs_to_its_optimizer_and_its_variable():
    graph = key_graph([(f"net/w{END}", "w"), (f"net/w/.OPTIMIZER_SLOT/opt/m{END}", "w/Adam")])
    root = {c.name: c.node for c in graph.nodes[0].children}
    weight = graph.nodes[root["net"]].children[0].node
    (slot,) = graph.nodes[root["opt"]].slots
    assert (slot.slot, slot.variable_node, graph.nodes[slot.slot_node].attributes[0].full_name) == ("m", weight, "w/Adam")
    assert isinstance(slot, SlotVariable)
