"""How severe and how certain findings are, and the patterns that are left alone on purpose."""

from __future__ import annotations

from ckptlens.ide.analysis import Options, analyse
from ckptlens.program.sources import MemorySources
from ckptlens.rules.model import Certainty, Severity
from ckptlens.stacks import Stack

EAGER = "import tensorflow as tf\nimport tensorflow.compat.v1 as tf1\n"
GRAPH = "import tensorflow.compat.v1 as tf\ntf.disable_eager_execution()\n"


def found(source: str, code: str):
    analysis = analyse(MemorySources({"program.py": source}), "program.py", Options(stack=Stack.TF215_KERAS2))
    return [finding for finding in analysis.findings if finding.code == code]


def severities(source: str, code: str) -> list[Severity]:
    return [finding.severity for finding in found(source, code)]


RESUMES = f"""{EAGER}
checkpoint = tf.train.Checkpoint(w=tf.Variable(0.0))
manager = tf.train.CheckpointManager(checkpoint, "out", max_to_keep=2)
checkpoint.restore(manager.latest_checkpoint)
for step in range(3):
    manager.save()
"""


def test_a_loop_that_resumes_from_its_own_checkpoints_may_get_none_for_information():
    assert severities(RESUMES, "CK217") == [Severity.INFORMATION]


def test_a_loop_that_resumes_from_its_own_checkpoints_is_unchecked_for_information():
    assert severities(RESUMES, "CK303") == [Severity.INFORMATION]


def test_a_saver_that_would_resume_raises_on_its_first_run():
    source = f"""{EAGER}
w = tf.Variable(0.0, name="w")
saver = tf1.train.Saver([w])
saver.restore(None, tf.train.latest_checkpoint("out"))
saver.save(None, "out/model.ckpt")
"""
    assert severities(source, "CK217") == [Severity.WARNING]


def test_a_path_that_was_tested_is_not_none():
    source = f"""{EAGER}
checkpoint = tf.train.Checkpoint(w=tf.Variable(0.0))
path = tf.train.latest_checkpoint("out")
if path:
    checkpoint.restore(path)
"""
    assert found(source, "CK217") == []


def test_a_variable_made_after_the_last_save_could_not_be_saved():
    source = f"""{GRAPH}
w = tf.get_variable("w", [2])
saver = tf.train.Saver()
with tf.Session() as sess:
    saver.save(sess, "out/model.ckpt")
b = tf.get_variable("b", [2])
"""
    assert found(source, "CK207") == []


def test_a_variable_under_an_unknown_condition_may_be_missed():
    source = f"""{GRAPH}
w = tf.get_variable("w", [2])
saver = tf.train.Saver()
if input("with a bias? ") == "yes":
    b = tf.get_variable("b", [2])
with tf.Session() as sess:
    saver.save(sess, "out/model.ckpt")
"""
    assert [f.certainty for f in found(source, "CK207")] == [Certainty.MAY]


def test_a_variable_made_for_certain_will_be_missed_by_name():
    source = f"""{GRAPH}
w = tf.get_variable("w", [2])
saver = tf.train.Saver()
b = tf.get_variable("b", [2])
with tf.Session() as sess:
    saver.save(sess, "out/model.ckpt")
"""
    (finding,) = found(source, "CK207")
    assert (finding.certainty, finding.keys) == (Certainty.WILL, ("b",))
    assert finding.message == "this Saver is built before 'b', which it will not save"


def test_init_from_checkpoint_takes_a_folder():
    source = f"""{GRAPH}
w = tf.get_variable("w", [2])
tf.train.init_from_checkpoint("out/checkpoint", {{"w": "w"}})
"""
    assert found(source, "CK218") == []


def test_a_restore_in_a_library_function_gives_its_status_away():
    source = f"""{EAGER}
def load(checkpoint, path):
    return checkpoint.restore(path)

load(tf.train.Checkpoint(w=tf.Variable(0.0)), "out/ckpt-1").assert_consumed()
"""
    assert found(source, "CK303") == []


def test_a_function_that_nothing_calls_makes_no_late_variables():
    source = f"""{GRAPH}
def head():
    return tf.get_variable("b", [2])

w = tf.get_variable("w", [2])
saver = tf.train.Saver()
"""
    assert found(source, "CK207") == []


NAME_BASED = f"""{EAGER}
with tf.Graph().as_default(), tf1.Session() as sess:
    w = tf1.get_variable("w", [2])
    tf1.train.Saver().save(sess, "names")
    tf.train.Checkpoint(w=w).read("names").run_restore_ops()
"""


def test_a_name_based_file_is_checked_by_the_restore_operations_of_a_graph():
    assert found(NAME_BASED, "CK303") == []


def test_an_object_based_file_is_not():
    source = NAME_BASED.replace('tf1.train.Saver().save(sess, "names")', 'tf.train.Checkpoint(net=w).write("names")')
    assert severities(source, "CK303") == [Severity.WARNING]
