import pytest
from ckptlens.bundle.keys import ObjectKey, escape, parse_object_key, unescape

NAMES = ["w", "layer.1/w", "x.Sy", "a..b/.S", ".", "/", "..S", "a name", "größe", ""]


@pytest.mark.parametrize("name", NAMES)
def test_unescape_undoes_escape(name: str):
    assert unescape(escape(name)) == name


@pytest.mark.parametrize(("name", "component"), [("scoped/c", "scoped.Sc"), ("dot.S", "dot..S"), ("v1.0/a", "v1..0.Sa")])
def test_components_are_escaped_as_tensorflow_does(name: str, component: str):
    assert escape(name) == component


@pytest.mark.parametrize(
    ("key", "parsed"),
    [
        ("vars/a.Sb..c/.ATTRIBUTES/VARIABLE_VALUE", ObjectKey(("vars", "a/b.c"), "VARIABLE_VALUE")),
        ("it/.ATTRIBUTES/ITERATOR_STATE", ObjectKey(("it",), "ITERATOR_STATE")),
        (".ATTRIBUTES/VARIABLE_VALUE", ObjectKey((), "VARIABLE_VALUE")),
        (
            "net/w/.OPTIMIZER_SLOT/train/opt/m/.ATTRIBUTES/VARIABLE_VALUE",
            ObjectKey(("net", "w"), "VARIABLE_VALUE", ("train", "opt"), "m"),
        ),
    ],
)
def test_keys_are_taken_apart(key: str, parsed: ObjectKey):
    assert parse_object_key(key) == parsed


@pytest.mark.parametrize("key", ["dense/kernel", "_CHECKPOINTABLE_OBJECT_GRAPH", "x.ATTRIBUTES/VARIABLE_VALUE"])
def test_other_keys_are_no_object_keys(key: str):
    assert parse_object_key(key) is None
