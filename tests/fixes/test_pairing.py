"""Which tensors are paired with which variables."""

from __future__ import annotations

from ckptlens.fixes.pairing import Tensor, pair
from hypothesis import given
from hypothesis import strategies as st


def tensor(path: str, *shape: int, dtype: str = "float32", slot: bool = False) -> Tensor:
    return Tensor(path, path, shape, dtype, slot)


def paired(variables: list[Tensor], tensors: list[Tensor]) -> dict[str, str]:
    return {v.key: t.key for v, t in pair(variables, tensors).pairs}


def test_equal_names_are_paired():
    assert paired([tensor("a", 2), tensor("b", 2)], [tensor("b", 2), tensor("a", 2)]) == {"a": "a", "b": "b"}


def test_equal_names_of_other_shape_are_not_paired():
    assert paired([tensor("a", 2)], [tensor("a", 3)]) == {}


def test_equal_names_of_other_dtype_are_not_paired():
    assert paired([tensor("a", 2)], [tensor("a", 2, dtype="int32")]) == {}


def test_a_scope_in_front_is_seen_through():
    assert paired([tensor("net/a/w", 2), tensor("net/b/w", 2)], [tensor("a/w", 2), tensor("b/w", 2)]) == {
        "net/a/w": "a/w",
        "net/b/w": "b/w",
    }


def test_weights_are_kernels_and_biases_are_bias():
    variables = [tensor("fc/kernel", 2), tensor("fc/bias", 2)]
    assert paired(variables, [tensor("fc/biases", 2), tensor("fc/weights", 2)]) == {"fc/kernel": "fc/weights", "fc/bias": "fc/biases"}


def test_layers_of_equal_number_are_paired():
    variables = [tensor("h1/w", 2), tensor("h2/w", 2)]
    assert paired(variables, [tensor("layer1/w", 2), tensor("layer2/w", 2)]) == {"h1/w": "layer1/w", "h2/w": "layer2/w"}


def test_layers_counted_from_another_number_are_left_open():
    variables = [tensor("h0/w", 2), tensor("h1/w", 2)]
    assert paired(variables, [tensor("layer1/w", 2), tensor("layer2/w", 2)]) == {}


def test_what_fits_equally_well_is_a_candidate():
    open_pairing = pair([tensor("y", 2)], [tensor("a", 2), tensor("b", 2), tensor("c", 3)])
    assert [[t.key for t in found] for _, found in open_pairing.candidates] == [["a", "b"]]


def test_a_slot_is_never_a_variable():
    assert paired([tensor("v", 2)], [tensor("w/Adam", 2, slot=True)]) == {}


def test_an_unknown_shape_is_not_paired():
    assert pair([Tensor("a", "a", None, "float32")], [tensor("a", 2)]).pairs == ()


names = st.lists(st.sampled_from(["a", "b", "net", "h0", "h1", "kernel", "weights"]), min_size=1, max_size=3).map("/".join)
tensors = st.lists(
    st.builds(
        lambda path, shape, dtype: tensor(path, *shape, dtype=dtype),
        names,
        st.lists(st.integers(1, 2), max_size=2),
        st.sampled_from(["float32", "int32"]),
    ),
    max_size=8,
    unique_by=lambda t: t.path,
)


@given(tensors, tensors)
def test_pairs_are_one_to_one_and_equal_in_shape_and_dtype(variables, values):
    pairs = pair(variables, values).pairs
    assert len({v for v, _ in pairs}) == len({t for _, t in pairs}) == len(pairs)
    assert all((v.shape, v.dtype) == (t.shape, t.dtype) for v, t in pairs)


@given(tensors, tensors)
def test_every_variable_is_paired_or_open(variables, values):
    pairing = pair(variables, values)
    assert sorted([v.key for v, _ in pairing.pairs] + [v.key for v, _ in pairing.candidates]) == sorted(v.key for v in variables)
