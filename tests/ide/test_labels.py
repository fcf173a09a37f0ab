from canned import at, key, save
from ckptlens.ide.key_diff import KeyChange
from ckptlens.ide.labels import change_text, event_label, shape_text

W = at('tf1.get_variable("w", [2, 3])')


def test_shapes_tell_unknown_sizes_and_ranks():
    assert [shape_text(shape) for shape in ((2, None), (), None)] == ["[2, ?]", "scalar", "unknown shape"]


def test_save_is_named_by_its_call_and_path():
    assert event_label(save(key("w", W))) == "Saver.save → 'out/model.ckpt'"


def test_change_names_the_first_keys_and_counts_all():
    change = KeyChange(added=("a", "b", "c", "d"), renamed=(("w", "kernel"),))
    assert change_text(change) == "keys: 4 added (a, b, c, …), 1 renamed (w → kernel)"


def test_no_change_is_said():
    assert change_text(KeyChange()) == "the predicted keys stay the same"
