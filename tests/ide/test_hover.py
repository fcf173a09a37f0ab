from canned import TEXT, analysis, at, hole, key, save, variable
from ckptlens.ide.hover import code, hover
from ckptlens.ide.places import Places
from ckptlens.predict.keys import Status
from ckptlens.program.sources import MemorySources
from ckptlens.template import template

W = at('tf1.get_variable("w", [2, 3])')


def shown(found, offset):
    result = hover(found, "/p/train.py", offset, Places(MemorySources({}), {"/p/train.py": TEXT}))
    return None if result is None else result.markdown


def test_creation_shows_key_shape_and_dtype():
    text = shown(analysis(save(key("w", W)), variables=(variable("w", W),)), W.span.start)
    assert "- `w` [2, 3] float32" in text


def test_creation_without_a_save_says_so():
    assert "No save site in this program writes it." in shown(analysis(variables=(variable("w", W),)), W.span.start)


def test_creation_shows_scope_and_calls():
    found = analysis(variables=(variable("net/h0/w", W, calls=(at("saver.save"),)),))
    assert "scope `net/h0` · called from train.py:4" in shown(found, W.span.start)


def test_creation_run_several_times_shows_every_key():
    found = analysis(save(key("h0/w", W), key("h1/w", W)), variables=(variable("h0/w", W), variable("h1/w", W)))
    text = shown(found, W.span.start)
    assert "**2 variables**" in text
    assert "- `h0/w`" in text
    assert "- `h1/w`" in text


def test_hole_is_explained_with_its_bound():
    pattern = template(["h", hole("layer", bound="0 <= layer < n"), "/w"])
    text = shown(analysis(variables=(variable(pattern, W),)), W.span.start)
    assert "- `{layer}`: loop over an unknown range (0 <= layer < n)" in text


def test_save_call_lists_its_keys():
    offset = at("saver.save").span.start
    assert "1 key · partial" in shown(analysis(save(key("w", W), status=Status.PARTIAL)), offset).replace("at least ", "")


def test_long_lists_are_cut_and_counted():
    keys = [key(f"w{n:02}", W) for n in range(20)]
    assert "- and 8 more keys" in shown(analysis(save(*keys)), at("saver.save").span.start)


def test_elsewhere_there_is_nothing():
    assert shown(analysis(save(key("w", W))), at("saver = ").span.start) is None


def test_backticks_do_not_end_inline_code():
    assert code("a`b") == "`` a`b ``"
