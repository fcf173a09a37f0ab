from canned import analysis, at, hole, key, save
from ckptlens.ide.lens import lenses
from ckptlens.predict.keys import RestoreEvent, Status
from ckptlens.template import template

W = at('tf1.get_variable("w", [2, 3])')
CALL = at('saver.save(sess, "out/model.ckpt")')


def titles(*events):
    return [lens.title for lens in lenses(analysis(*events))]


def test_lens_stands_on_the_save_call():
    assert [lens.span for lens in lenses(analysis(save(key("w", W))))] == [CALL.span]


def test_complete_set_is_counted():
    assert titles(save(key("w", W), key("b", W))) == ["2 keys · complete"]


def test_patterns_are_counted_apart():
    pattern = template(["h", hole("layer"), "/w"])
    assert titles(save(key("w", W), key(pattern, W), status=Status.HOLES)) == ["1 key + 1 key pattern · complete up to holes"]


def test_partial_set_says_at_least():
    assert titles(save(key("w", W), status=Status.PARTIAL)) == ["at least 1 key · partial"]


def test_empty_set_is_said_to_be_empty():
    assert titles(save()) == ["0 keys · complete"]


def test_restore_tells_what_is_left_at_its_initial_value():
    event = RestoreEvent("tf.train.Checkpoint.restore", "object", CALL, None, None, Status.COMPLETE, left_at_init=("w",))
    assert titles(event) == ["restore · 1 variable left at the initial value"]
