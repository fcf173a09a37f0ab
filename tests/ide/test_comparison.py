"""Predicted keys against real ones."""

from __future__ import annotations

from ckptlens.ide.comparison import RealKey, RealSave, compare_keys, compare_saves, not_reached
from ckptlens.ide.places import Places
from ckptlens.predict.keys import Key, KeySet, Prediction, SaveEvent, Status
from ckptlens.program.sources import MemorySources
from ckptlens.template import Hole, template
from ckptlens.text import Location, Span

LAYER, OTHER = Hole("layer", "unknown"), Hole("other", "unknown")


def key(*parts: str | Hole, shape: tuple[int | None, ...] | None = (2,), dtype: str | None = "float32", when: str | None = None) -> Key:
    return Key(template(parts), shape, dtype, None, when)


def real(name: str, *shape: int, dtype: str = "float32") -> RealKey:
    return RealKey(name, dtype, shape)


def test_keys_are_equal_only_predicted_or_only_real():
    found = compare_keys([key("a"), key("b")], [real("a", 2), real("c", 2)])
    assert found.equal == ("a",)
    assert [str(k.text) for k in found.only_predicted] == ["b"]
    assert [k.key for k in found.only_real] == ["c"]
    assert found.differences == 2


def test_another_shape_or_dtype_is_a_difference():
    found = compare_keys([key("a"), key("b"), key("c")], [real("a", 3), real("b", 2, dtype="int32"), real("c")])
    assert [(d.key, d.predicted, d.real) for d in found.different] == [
        ("a", "[2] float32", "[3] float32"),
        ("b", "[2] float32", "[2] int32"),
        ("c", "[2] float32", "scalar float32"),
    ]
    assert found.equal == ()


def test_what_is_not_known_can_be_anything():
    predicted = [key("a", shape=None), key("b", shape=(None,)), key("c", dtype=None)]
    assert compare_keys(predicted, [real("a", 1, 2), real("b", 7), real("c", 2, dtype="int8")]).differences == 0


def test_a_hole_stands_for_any_number_of_real_keys():
    found = compare_keys([key("h", LAYER, "/w"), key("bias")], [real("h0/w", 2), real("h1/w", 2), real("bias", 2)])
    assert [(str(f.key.text), f.real) for f in found.filled] == [("h{layer}/w", ("h0/w", "h1/w"))]
    assert (found.equal, found.differences) == (("bias",), 0)


def test_a_hole_that_no_real_key_fills_is_only_predicted():
    found = compare_keys([key("h", LAYER, "/w")], [real("g0/w", 2)])
    assert [str(k.text) for k in found.only_predicted] == ["h{layer}/w"]
    assert [k.key for k in found.only_real] == ["g0/w"]


def test_a_hole_is_the_same_wherever_it_occurs():
    predicted = [key(LAYER, "/", LAYER, "/w")]
    assert compare_keys(predicted, [real("a/a/w", 2)]).differences == 0
    assert compare_keys(predicted, [real("a/b/w", 2)]).differences == 2
    assert compare_keys([key(LAYER, "/", OTHER, "/w")], [real("a/b/w", 2)]).differences == 0


def test_a_real_key_that_is_predicted_literally_fills_no_hole():
    found = compare_keys([key("h", LAYER), key("h0")], [real("h0", 2)])
    assert (found.equal, found.filled) == (("h0",), ())


def test_a_key_under_a_condition_may_be_there_or_not():
    found = compare_keys([key("a", when="use_a"), key("b", when="use_b")], [real("b", 2)])
    assert ([str(k.text) for k in found.absent], found.equal, found.differences) == (["a"], ("b",), 0)


def test_the_object_graph_is_no_key_of_the_program():
    assert compare_keys([], [real("_CHECKPOINTABLE_OBJECT_GRAPH", dtype="string")]).differences == 0


TEXT = "def save(s):\n    s.save()\nsave(1)\nsave(\n  2)\n"


def event(line: int, *names: str) -> SaveEvent:
    start = sum(len(text) + 1 for text in TEXT.split("\n")[: line - 1])
    location = Location("/train.py", Span(start, start + len(TEXT.split("\n")[line - 1])))
    return SaveEvent("save", "Saver.save", "name", location, None, None, KeySet(tuple(key(n) for n in names), Status.COMPLETE))


def compare(events: list[SaveEvent], *saves: RealSave):
    prediction = Prediction("/train.py", "tf2.15-keras2", tuple(events), None, ())
    sites = compare_saves(prediction, saves, Places(MemorySources({"/train.py": TEXT}), {}))
    return sites, not_reached(prediction, sites)


def save(*lines: int, keys: str) -> RealSave:
    return RealSave("Saver.save", tuple(("/train.py", line) for line in lines), tuple(real(k, 2) for k in keys))


def test_a_save_is_compared_with_the_prediction_of_its_innermost_line():
    sites, rest = compare([event(3, "x"), event(2, "a")], save(2, 3, keys="a"))
    assert ([site.is_equal for site in sites], [e.keys.keys[0].text.literal for e in rest]) == ([True], ["x"])


def test_of_several_predictions_for_a_line_the_best_is_taken():
    sites, _ = compare([event(2, "a"), event(2, "b")], save(2, 3, keys="b"), save(2, 4, keys="a"))
    assert [site.is_equal for site in sites] == [True, True]


def test_a_save_that_was_not_predicted_is_a_difference():
    [site], _ = compare([event(3, "a")], save(4, keys="a"))
    assert (site.is_equal, site.event, len(site.keys.only_real)) == (False, None, 1)


def test_a_key_in_another_save_of_the_same_call_is_not_wrong():
    sites, _ = compare([event(3, "a", "b")], save(3, keys="a"), save(3, keys="b"))
    assert [(site.is_equal, [str(k.text) for k in site.keys.absent]) for site in sites] == [(True, ["b"]), (True, ["a"])]


def test_a_key_in_no_save_of_its_call_is_wrong():
    sites, _ = compare([event(3, "a", "b", "c")], save(3, keys="a"), save(3, keys="b"))
    assert [[str(k.text) for k in site.keys.only_predicted] for site in sites] == [["c"], ["c"]]


def test_saves_of_the_same_keys_are_counted():
    sites, _ = compare([event(2, "a")], save(2, 3, keys="a"), save(2, 3, keys="a"))
    assert [(site.count, site.is_equal) for site in sites] == [(2, True)]


def test_keys_that_could_not_be_listed_are_not_equal():
    [site], _ = compare([event(2)], RealSave("Saver.save", (("/train.py", 2),), (), "DataLossError: bad"))
    assert not site.is_equal
