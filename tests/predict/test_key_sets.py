"""From the facts of a run to key sets."""

from __future__ import annotations

import pytest
from ckptlens.predict.keys import Prediction, SaveEvent, Status
from ckptlens.predict.names import key_set, predict
from ckptlens.template import Hole, template
from ckptlens.text import Location, Span
from ckptlens.trace import CallSite, Condition, Gap, Mode, PathArgument, Raised, Save, SavedItem, Trace, Variable

HOLE = Hole("i", "loop")


def at(offset: int) -> Location:
    return Location("main.py", Span(offset, offset + 1))


def item(*parts, shape=(1,), when=()) -> SavedItem:
    conditions = tuple(Condition(text, branch) for branch, text in enumerate(when))
    return SavedItem(template(parts), None, shape, "float32", conditions, at(0))


def save(uid: int, *items: SavedItem, offset: int = 5, known: bool = True) -> Save:
    path = PathArgument(None, None)
    return Save(uid, "tf.compat.v1.train.Saver.save", CallSite(at(offset), at(offset)), "name", None, path, Mode.GRAPH, items, known)


def variable(uid: int, name: str, collections=("variables",)) -> Variable:
    return Variable(uid, template([name]), (1,), "float32", at(uid), "tf.Variable", Mode.GRAPH, 1, collections)


def trace(entry: str = "", **facts) -> Trace:
    return Trace("main.py", entry, "tf2.15-keras2", **facts)


def keys(prediction: Prediction) -> list[list[str]]:
    return [[str(key.text) for key in event.keys.keys] for event in prediction.events if isinstance(event, SaveEvent)]


def test_keys_are_sorted_and_listed_once():
    found = key_set([item("b"), item("a"), item("b")], known=True)
    assert [str(key.text) for key in found.keys] == ["a", "b"]


@pytest.mark.parametrize(
    ("items", "known", "status"),
    [
        ([], True, Status.COMPLETE),
        ([item("a")], True, Status.COMPLETE),
        ([item("a"), item("b", HOLE)], True, Status.HOLES),
        ([item("a", when=("flag",))], True, Status.HOLES),
        ([item("a")], False, Status.PARTIAL),
        ([item("a", HOLE)], False, Status.PARTIAL),
    ],
)
def test_the_status_of_a_set(items, known, status):
    assert key_set(items, known=known).status is status


def test_conditions_are_joined_from_the_outside_in():
    assert key_set([item("a", when=("outer", "inner"))], known=True).keys[0].when == "outer and inner"


def test_a_gap_makes_every_save_partial():
    prediction = predict((trace(saves=(save(1, item("a")),), gaps=(Gap(at(0), "unknown"),)),), "main.py", "tf2.15-keras2")
    assert (keys(prediction), prediction.status) == ([["a"]], Status.PARTIAL)


def test_saves_of_one_call_are_one_event_with_all_their_keys():
    saves = (save(1, item("a")), save(2, item("b"), known=False))
    prediction = predict((trace(saves=saves),), "main.py", "tf2.15-keras2")
    assert (keys(prediction), prediction.status) == ([["a", "b"]], Status.PARTIAL)


def test_saves_of_two_calls_are_two_events_in_their_order():
    saves = (save(2, item("b"), offset=9), save(1, item("a"), offset=5))
    assert keys(predict((trace(saves=saves),), "main.py", "tf2.15-keras2")) == [["a"], ["b"]]


def test_an_entry_without_a_save_shows_its_saved_variables():
    made = (variable(1, "b"), variable(2, "a"), variable(3, "local", ("local_variables",)))
    prediction = predict((trace("train", variables=made),), "main.py", "tf2.15-keras2")
    assert keys(prediction) == [["a", "b"]]
    assert prediction.events[0].api == "train"


def test_an_entry_with_a_save_shows_its_saves_only():
    found = trace("train", variables=(variable(1, "a"), variable(2, "b")), saves=(save(3, item("a")),))
    assert keys(predict((found,), "main.py", "tf2.15-keras2")) == [["a"]]


def test_the_module_level_without_a_save_shows_nothing():
    assert predict((trace(variables=(variable(1, "a"),)),), "main.py", "tf2.15-keras2").events == ()


def test_gaps_without_events_are_a_partial_prediction():
    assert predict((trace(gaps=(Gap(at(0), "unknown"),)),), "main.py", "tf2.15-keras2").status is Status.PARTIAL


def test_a_gap_that_two_entries_meet_is_told_once():
    gap = Gap(at(0), "unknown")
    assert predict((trace(gaps=(gap,)), trace("f", gaps=(gap,))), "main.py", "tf2.15-keras2").gaps == (gap,)


def test_the_program_raises_where_its_module_level_does():
    raised = Raised(at(3), "ValueError")
    prediction = predict((trace(raised=raised), trace("f", raised=Raised(at(4), "KeyError"))), "main.py", "tf2.15-keras2")
    assert prediction.raises == raised
