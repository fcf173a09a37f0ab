import pytest
from ckptlens_server.uris import path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/u/a%20b.py", "/home/u/a b.py"),
        ("file:///c%3A/w/t.py", "c:/w/t.py"),
        ("file:///C:/w/t.py", "c:/w/t.py"),
        ("file://server/share/t.py", "//server/share/t.py"),
        ("file:///a/%23%3F.py", "/a/#?.py"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
    ],
)
def test_path_of_a_uri(uri, path):
    assert path_of(uri) == path


@pytest.mark.parametrize("path", ["/home/u/a b.py", "c:/w/t.py", "//server/share/t.py", "/a/#?é.py", "untitled:Untitled-1"])
def test_path_survives_the_way_to_a_uri_and_back(path):
    assert path_of(uri_of(path)) == path
