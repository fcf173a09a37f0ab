import pytest
from ckptlens_server.files import FileSources, Undecodable, decode, python_files


def test_utf8_is_the_default():
    assert decode("é".encode()) == "é"


def test_coding_line_decides():
    assert decode("# -*- coding: latin-1 -*-\né".encode("latin-1")) == "# -*- coding: latin-1 -*-\né"


def test_byte_order_mark_is_no_text():
    assert decode(b"\xef\xbb\xbfx = 1") == "x = 1"


def test_line_ends_stay():
    assert decode(b"a\r\nb\rc\n") == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xe9", "is not utf-8 text (byte 0)"), (b"a\0b", "NUL"), (b"# coding: no-such-codec\n", "encoding that Python does not know")],
)
def test_other_bytes_are_refused_with_the_reason(data, why):
    found = decode(data)
    assert isinstance(found, Undecodable)
    assert why in found.message


def test_open_document_wins_over_the_disk(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("disk")
    path = file.as_posix()
    assert FileSources().read(path) == "disk"
    assert FileSources({path: "open"}).read(path) == "open"


def test_missing_file_is_none(tmp_path):
    assert FileSources().read((tmp_path / "a.py").as_posix()) is None


def test_python_files_leave_environments_and_caches_out(tmp_path):
    for name in ("b.py", "a/c.py", ".venv/d.py", "env/e.py", "__pycache__/f.py", "a/note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert [path.removeprefix(tmp_path.as_posix()) for path in python_files(str(tmp_path))] == ["/b.py", "/a/c.py"]
