"""What restores find in checkpoint files that lie beside the program, as TensorFlow 2.15 wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ckptlens.ide.analysis import Options, analyse
from ckptlens.predict.keys import RestoreEvent
from ckptlens.program.sources import MemorySources

DATA = Path(__file__).parents[1] / "bundle" / "data"
GRAPH = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
KERNEL = "kernel = tf.get_variable('dense/kernel', [2, 3])\n"


def restore(code: str, folder: str = "app/") -> RestoreEvent:
    names = ("named.index", "named.data-00000-of-00001", "tracked.index", "tracked.data-00000-of-00001")
    binaries = {folder + name: (DATA / name).read_bytes() for name in names}
    sources = MemorySources({"app/main.py": code}, binaries)
    events = analyse(sources, "app/main.py", Options(project="top")).prediction.events
    return next(e for e in events if isinstance(e, RestoreEvent))


def test_a_saver_finds_the_keys_of_a_file_beside_the_program():
    event = restore(GRAPH + KERNEL + "tf.train.Saver().restore(tf.Session(), './named')")
    assert (event.missing, event.raises) == ((), None)
    assert "emb/table" in event.unused_keys


def test_a_file_in_the_project_folder_is_found():
    assert restore(GRAPH + KERNEL + "tf.train.Saver().restore(tf.Session(), 'named')", "top/").unused_keys


@pytest.mark.parametrize(("variable", "error"), [("'w', [2]", "NotFoundError"), ("'dense/kernel', [3, 3]", "InvalidArgumentError")])
def test_a_saver_that_does_not_fit_the_file_raises(variable, error):
    event = restore(GRAPH + f"tf.get_variable({variable})\ntf.train.Saver().restore(tf.Session(), 'named')")
    assert event.raises == error


def test_a_file_that_the_program_writes_anew_is_not_the_one_on_disk():
    code = GRAPH + KERNEL + "saver = tf.train.Saver()\nname = input()\nsaver.save(tf.Session(), name)\nsaver.restore(tf.Session(), 'named')"
    assert restore(code).unused_keys == ()


def test_an_assignment_map_finds_its_keys():
    event = restore(GRAPH + KERNEL + "b = tf.get_variable('b', [])\ntf.train.init_from_checkpoint('named', {'dense/': 'dense/'})")
    assert (event.left_at_init, event.missing, event.raises) == (("b",), (), None)


def test_objects_are_matched_by_the_graph_in_the_file():
    code = "import tensorflow as tf\nw = tf.Variable([1.0, 2.0])\nv = tf.Variable(0)\n"
    event = restore(code + "tf.train.Checkpoint(net={'a/b.c': w}, other=v).read('tracked')")
    assert event.left_at_init == ("other",)
    assert "optimizer/beta1_power/.ATTRIBUTES/VARIABLE_VALUE" in event.unused_keys
