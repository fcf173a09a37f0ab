from ckptlens.ide.actions import fixes_of, key_change_of, offers, safe_edits
from ckptlens.ide.analysis import Options, analyse
from ckptlens.program.sources import MemorySources
from ckptlens.text import Span, apply_edits

SETUP = "import tensorflow.compat.v1 as tf1\ntf1.disable_eager_execution()\n"
EARLY_SAVER = 'w = tf1.get_variable("w", [2])\nsaver = tf1.train.Saver()\nb = tf1.get_variable("b", [3])\n'
SAVE = 'with tf1.Session() as sess:\n    saver.save(sess, "out/model.ckpt")\n'
RESTORE = 'with tf1.Session() as sess:\n    saver.restore(sess, "out/model.ckpt.index")\n'


def analysed(text):
    sources = MemorySources({"train.py": text})
    return sources, analyse(sources, "train.py", Options())


def test_fix_is_offered_where_its_finding_is():
    sources, found = analysed(SETUP + EARLY_SAVER + SAVE)
    saver = found.text.index("tf1.train.Saver()")
    assert [f.finding.code for f in offers(found, sources, "train.py", Span(saver, saver)) if f.finding] == ["CK207"]


def test_nothing_is_offered_for_findings_elsewhere():
    sources, found = analysed(SETUP + EARLY_SAVER + SAVE)
    assert [f for f in offers(found, sources, "train.py", Span(0, 0)) if f.finding] == []


def test_fixes_of_a_finding_are_its_own():
    sources, found = analysed(SETUP + EARLY_SAVER + SAVE + RESTORE)
    late, suffix = sorted(found.findings, key=lambda f: f.code)
    assert {f.id for f in fixes_of(found, sources, late)} == {"QF12"}
    assert {f.id for f in fixes_of(found, sources, suffix)} == {"QF14"}


def test_safe_edits_mend_what_is_safe_to_mend():
    sources, found = analysed(SETUP + EARLY_SAVER + SAVE + RESTORE)
    [file] = safe_edits(found, sources, "train.py")
    assert apply_edits(found.text, file.edits) == found.text.replace(".index", "")


def test_change_of_keys_is_told_before_a_fix_is_applied():
    sources, found = analysed(SETUP + EARLY_SAVER + SAVE)
    [fix] = fixes_of(found, sources, found.findings[0])
    assert key_change_of(found, sources, fix).added == ("b",)


def indented(text):
    return "".join(f"    {line}\n" for line in text.rstrip().split("\n"))


def test_findings_of_several_functions_get_the_fixes_of_their_own():
    body = indented(EARLY_SAVER + SAVE)
    sources, found = analysed(f"{SETUP}def first():\n{body}def second():\n    tf1.get_variable('u', [1])\n{body}")
    starts = [found.text.index("def first"), found.text.index("def second"), len(found.text)]
    for number, finding in enumerate(found.findings):
        [fix] = fixes_of(found, sources, finding)
        assert all(starts[number] < edit.span.start < starts[number + 1] for file in fix.edits for edit in file.edits)
    assert len(found.findings) == 2
