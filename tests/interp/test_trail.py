"""The trail against a model: whole copies of the state."""

from __future__ import annotations

from ckptlens.interp.trail import MISSING, Trail
from hypothesis import given, settings
from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b", 1])
PLACES = st.integers(0, 2)
WRITES = st.tuples(st.just("set"), PLACES, KEYS, st.integers(0, 3))
REMOVES = st.tuples(st.just("remove"), PLACES, KEYS)
CHANGES = st.lists(st.one_of(WRITES, REMOVES), max_size=8)


def make(trail, states, changes):
    for change in changes:
        if change[0] == "set":
            trail.set(states[change[1]], change[2], change[3])
        else:
            trail.remove(states[change[1]], change[2])


def copied(states):
    return [dict(state) for state in states]


@given(CHANGES, CHANGES)
def test_undo_takes_the_state_back_to_the_mark(before, after):
    trail, states = Trail(), [{}, {}, {}]
    make(trail, states, before)
    expected = copied(states)
    mark = trail.mark()
    make(trail, states, after)
    trail.undo(mark)
    assert states == expected


@given(CHANGES, CHANGES)
def test_applying_what_undo_gave_makes_the_changes_again(before, after):
    trail, states = Trail(), [{}, {}, {}]
    make(trail, states, before)
    mark = trail.mark()
    make(trail, states, after)
    expected = copied(states)
    trail.apply(trail.undo(mark))
    assert states == expected


@given(CHANGES)
def test_undo_gives_each_entry_once_with_its_last_value(changes):
    trail, states = Trail(), [{}, {}, {}]
    mark = trail.mark()
    make(trail, states, changes)
    last = {(place, key): states[place].get(key, MISSING) for _, place, key, *_ in changes}
    found = [(next(i for i, s in enumerate(states) if s is w.state), w.key, w.value) for w in trail.undo(mark).values()]
    assert {(place, key): value for place, key, value in found} == last
    assert len(found) == len(last)


@settings(max_examples=200)
@given(st.lists(st.one_of(WRITES, REMOVES, st.just(("mark",)), st.just(("undo",)), st.just(("redo",)), st.just(("release",))), max_size=30))
def test_marks_nest(actions):
    trail, states = Trail(), [{}, {}, {}]
    marks: list[tuple[int, list[dict]]] = []
    for action in actions:
        if action[0] == "mark":
            marks.append((trail.mark(), copied(states)))
        elif action[0] in ("undo", "redo") and marks:
            mark, expected = marks[-1]
            reached = copied(states)
            writes = trail.undo(mark)
            assert states == expected
            if action[0] == "redo":
                trail.apply(writes)
                assert states == reached
        elif action[0] == "release" and marks:
            marks.pop()
            trail.release()
        else:
            make(trail, states, [action] if action[0] in ("set", "remove") else [])


@given(CHANGES, CHANGES, CHANGES)
def test_net_gives_the_changes_between_two_points_with_the_values_of_the_second(before, between, after):
    trail, states = Trail(), [{}, {}, {}]
    make(trail, states, before)
    start = trail.mark()
    expected = copied(states)
    make(trail, states, between)
    until, reached = trail.mark(), copied(states)
    make(trail, states, after)
    net = trail.net(start, until)
    for write in net.values():
        place = next(i for i, s in enumerate(states) if s is write.state)
        if write.value is MISSING:
            expected[place].pop(write.key, None)
        else:
            expected[place][write.key] = write.value
    assert expected == reached


def test_without_a_mark_nothing_is_remembered():
    trail, state = Trail(), {}
    trail.set(state, "a", 1)
    mark = trail.mark()
    assert trail.undo(mark) == {}
    assert state == {"a": 1}
