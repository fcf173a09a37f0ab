from ckptlens.program.sources import MemorySources
from ckptlens.rules.baseline import baseline_of, fresh, read, written
from ckptlens.rules.model import Certainty, Finding, Severity
from ckptlens.text import Location, Span


def finding(start):
    return Finding("CK207", "n", Severity.WARNING, Certainty.WILL, Location("/p/a.py", Span(start, start + 1)), "m", ("k",))


def test_of_several_alike_as_many_as_before_are_known():
    sources = MemorySources({"/p/a.py": "x\nx\nx\n"})
    baseline = baseline_of([[finding(0), finding(2)], [finding(0)]], "/p", sources)
    assert [count for _, count in baseline.known] == [2]
    assert fresh([finding(0), finding(2), finding(4)], baseline, sources) == (finding(4),)


def test_a_file_gives_the_baseline_again():
    baseline = baseline_of([[finding(0)]], "/p", MemorySources({"/p/a.py": "x\n"}))
    assert read(written(baseline), "/p") == baseline
