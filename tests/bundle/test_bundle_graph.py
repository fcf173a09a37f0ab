from pathlib import Path

import pytest
from ckptlens.bundle import BundleError, read_index
from ckptlens.bundle.graph import read_object_graph, read_string_scalar
from ckptlens.bundle.model import OBJECT_GRAPH_KEY

DATA = Path(__file__).parent / "data"


def stored() -> tuple[bytes, int]:
    entry = read_index((DATA / "tracked.index").read_bytes()).entry(OBJECT_GRAPH_KEY)
    assert entry is not None
    data = (DATA / "tracked.data-00000-of-00001").read_bytes()
    return data[entry.offset : entry.offset + entry.size], entry.crc32c


def test_recorded_names_of_variables_and_slots_are_found_by_key():
    names = read_object_graph(read_string_scalar(*stored())).names_by_key
    assert names == {
        "net/a.Sb..c/.ATTRIBUTES/VARIABLE_VALUE": "net/w",
        "net/a.Sb..c/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE": "net/w/Adam",
        "net/a.Sb..c/.OPTIMIZER_SLOT/optimizer/v/.ATTRIBUTES/VARIABLE_VALUE": "net/w/Adam_1",
        "optimizer/beta1_power/.ATTRIBUTES/VARIABLE_VALUE": "beta1_power",
        "optimizer/beta2_power/.ATTRIBUTES/VARIABLE_VALUE": "beta2_power",
    }


def test_children_keep_their_unescaped_names():
    graph = read_object_graph(read_string_scalar(*stored()))
    net = next(c.node for c in graph.nodes[0].children if c.name == "net")
    assert [c.name for c in graph.nodes[net].children] == ["a/b.c"]


def test_slots_point_to_their_variable():
    graph = read_object_graph(read_string_scalar(*stored()))
    slots = [(s.slot, graph.nodes[s.variable_node].attributes[0].full_name) for node in graph.nodes for s in node.slots]
    assert slots == [("m", "net/w"), ("v", "net/w")]


def test_a_flipped_bit_in_the_graph_is_found():
    raw, checksum = stored()
    damaged = bytearray(raw)
    for place in range(len(raw)):
        damaged[place] ^= 4
        with pytest.raises(BundleError):
            read_string_scalar(bytes(damaged), checksum)
        damaged[place] ^= 4


def test_a_reference_to_an_object_that_is_not_there_is_refused():
    node = b"\x0a\x02\x08\x05"  # a child whose node_id is 5
    with pytest.raises(BundleError, match="object 5 of 1"):
        read_object_graph(b"\x0a" + bytes([len(node)]) + node)
