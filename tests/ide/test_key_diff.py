from canned import at, key, prediction, save
from ckptlens.ide.key_diff import KeyChange, key_change

W = at('tf1.get_variable("w", [2, 3])')
B = at('tf1.get_variable("b", [3])')


def test_equal_predictions_have_no_change():
    assert not key_change(prediction(save(key("w", W))), prediction(save(key("w", W))))


def test_new_and_missing_keys_are_added_and_removed():
    change = key_change(prediction(save(key("w", W))), prediction(save(key("b", B, (3,)))))
    assert change == KeyChange(added=("b",), removed=("w",))


def test_another_name_at_the_same_creation_is_a_rename():
    old, new = prediction(save(key("w", W), key("b", B))), prediction(save(key("net/w", W), key("b", B)))
    assert key_change(old, new) == KeyChange(renamed=(("w", "net/w"),))


def test_a_rename_is_seen_although_the_text_above_grew():
    moved = at("w = 1", text="import os\n\nw = 1")
    change = key_change(prediction(save(key("w", W))), prediction(save(key("kernel", moved))))
    assert change.renamed == (("w", "kernel"),)


def test_another_shape_is_no_rename():
    change = key_change(prediction(save(key("w", W, (2, 3)))), prediction(save(key("kernel", W, (4,)))))
    assert change == KeyChange(added=("kernel",), removed=("w",))


def test_all_keys_of_one_creation_are_renamed_in_order():
    old = prediction(save(key("a/h0/w", W), key("a/h1/w", W)))
    new = prediction(save(key("b/h0/w", W), key("b/h1/w", W)))
    assert key_change(old, new).renamed == (("a/h0/w", "b/h0/w"), ("a/h1/w", "b/h1/w"))


def test_only_lost_keys_make_a_change_lose_keys():
    assert not KeyChange(added=("w",)).loses_keys
    assert KeyChange(removed=("w",)).loses_keys
