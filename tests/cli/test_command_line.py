import json
import os
import subprocess
import sys

import pytest
from ckptlens_server.cli import COMMANDS, main
from click.testing import CliRunner

EARLY_SAVER = """\
import tensorflow.compat.v1 as tf1

tf1.disable_eager_execution()
w = tf1.get_variable("w", [2, 3])
saver = tf1.train.Saver()
b = tf1.get_variable("b", [3])
with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    saver.save(sess, "out/model.ckpt")
"""
CLEAN = EARLY_SAVER.replace('b = tf1.get_variable("b", [3])\n', "")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_help_lists_every_command():
    shown = run("--help").stdout
    assert all(f"{name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name):
    assert run(name, "--help").exit_code == 0


def test_help_imports_neither_analyser_nor_protocol():
    script = """
import sys
from ckptlens_server.cli import main
main(["--help"], standalone_mode=False)
print([name for name in ("libcst", "pygls") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.endswith("[]\n")


def test_keys_as_json_follow_the_contract(folder):
    (folder / "train.py").write_text(CLEAN)
    answer = json.loads(run("keys", "--stack", "tf1.15", "--format", "json", "train.py").stdout)
    assert (answer["schema"], answer["stack"], answer["programs"][0]["path"]) == (1, "tf1.15", "train.py")
    [event] = answer["programs"][0]["events"]
    assert (event["kind"], event["line"], event["made_at"]["line"], event["status"]) == ("save", 8, 5, "complete")
    assert event["keys"] == [{"key": "w", "shape": [2, 3], "dtype": "float32", "file": "train.py", "line": 4, "when": None, "holes": []}]


def test_keys_as_text_show_key_shape_and_status(folder):
    (folder / "train.py").write_text(CLEAN)
    shown = run("keys", "train.py").stdout
    assert all(word in shown for word in ("Saver.save → 'out/model.ckpt'", "train.py:8", "1 key · complete", "[2, 3]", "float32"))


def test_stack_is_shown_with_the_reason(folder):
    (folder / "train.py").write_text(CLEAN)
    (folder / "requirements.txt").write_text("tensorflow==1.15.5\n")
    assert "stack tf1.15 (tensorflow==1.15.5 in requirements.txt)" in run("keys", "train.py").stdout


def test_another_stack_than_the_projects_own_is_a_what_if(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    (folder / "requirements.txt").write_text("tensorflow==1.15.5\n")
    said = "What if this ran on tf2.21-keras3? The project is on tf1.15 (tensorflow==1.15.5 in requirements.txt).\n"
    assert run("check", "--stack", "tf2.21-keras3", "train.py").stdout.startswith(said)
    answer = json.loads(run("check", "--stack", "tf2.21-keras3", "--format", "json", "train.py").stdout)
    assert (answer["stack"], answer["project_stack"]) == ("tf2.21-keras3", "tf1.15")


@pytest.mark.parametrize("requirement", ["", "tensorflow==2.15.0\n"])
def test_the_projects_own_stack_is_no_what_if(folder, requirement):
    (folder / "train.py").write_text(CLEAN)
    (folder / "requirements.txt").write_text(requirement)
    done = run("check", "--stack", "tf2.15-keras2", "--format", "json", "train.py")
    assert json.loads(done.stdout)["project_stack"] is None


def test_finding_gives_exit_status_1(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    done = run("check", "train.py")
    assert done.exit_code == 1
    assert "train.py:5:9: warning CK207 saver-before-variables" in done.stdout


def test_clean_program_gives_exit_status_0(folder):
    (folder / "train.py").write_text(CLEAN)
    done = run("check", "train.py")
    assert (done.exit_code, done.stdout.startswith("0 findings in 1 program")) == (0, True)


def test_finding_as_json_carries_fixes_with_edits(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    [found] = json.loads(run("check", "--format", "json", "train.py").stdout)["findings"]
    assert (found["code"], found["path"], found["line"], found["column"]) == ("CK207", "train.py", 5, 9)
    assert found["fixes"][0]["edits"][0]["path"] == "train.py"


def test_finding_as_github_command(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    shown = run("check", "--format", "github", "train.py").stdout
    assert shown.startswith("::warning file=train.py,line=5,col=9,endLine=5,endColumn=26,title=CK207 saver-before-variables::")


def test_clean_program_gives_no_github_command(folder):
    (folder / "train.py").write_text(CLEAN)
    assert run("check", "--format", "github", "train.py").stdout == ""


def test_finding_as_sarif_names_rule_level_and_region(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    log = json.loads(run("check", "--format", "sarif", "train.py").stdout)["runs"][0]
    [found] = log["results"]
    assert (found["ruleId"], found["level"]) == ("CK207", "warning")
    assert found["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert "CK207" in [rule["id"] for rule in log["tool"]["driver"]["rules"]]


def test_missing_path_gives_2_and_the_others_are_reported(folder):
    (folder / "train.py").write_text(CLEAN)
    done = run("keys", "--format", "json", "gone.py", "train.py")
    assert (done.exit_code, "gone.py: no such file or folder" in done.stderr) == (2, True)
    assert [program["path"] for program in json.loads(done.stdout)["programs"]] == ["train.py"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.py", b"\xe9 = 1", "a.py: is not utf-8 text"),
        ("a.py", b"a\0", "a.py: is not text"),
        ("a.py", b"def broken(:\n", "a.py:1:"),
        ("a.py", b"print 'old'\n", "Python 2"),
        ("a.ipynb", b"{}", "notebook"),
    ],
)
def test_unreadable_file_gives_2_and_the_reason(folder, name, content, message):
    (folder / name).write_bytes(content)
    done = run("keys", name)
    assert (done.exit_code, message in done.stderr) == (2, True)


def test_folder_stands_for_its_python_files(folder):
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text(CLEAN)
    (folder / "src" / "b.py").write_text("x = 1\n")
    programs = json.loads(run("keys", "--format", "json", "src").stdout)["programs"]
    assert [program["path"] for program in programs] == ["src/a.py", "src/b.py"]


def test_folder_without_python_files_is_an_error(folder):
    (folder / "empty").mkdir()
    assert run("keys", "empty").exit_code == 2


def test_root_is_searched_for_imports(folder):
    (folder / "lib").mkdir()
    (folder / "lib" / "names.py").write_text("NAME = 'kernel'\n")
    (folder / "train.py").write_text("import names\n" + CLEAN.replace('"w"', "names.NAME"))
    programs = json.loads(run("keys", "--root", "lib", "--format", "json", "train.py").stdout)["programs"]
    assert programs[0]["events"][0]["keys"][0]["key"] == "kernel"


def test_root_that_is_no_folder_gives_2(folder):
    (folder / "train.py").write_text(CLEAN)
    done = run("keys", "--root", "nowhere", "train.py")
    assert (done.exit_code, "nowhere: --root is not a folder" in done.stderr) == (2, True)


def test_entry_is_run_in_the_program(folder):
    (folder / "model.py").write_text(
        "import tensorflow.compat.v1 as tf1\ntf1.disable_eager_execution()\ndef net(n):\n  tf1.get_variable(n, [1])\n"
    )
    programs = json.loads(run("keys", "--entry", "net('w')", "--format", "json", "model.py").stdout)["programs"]
    assert "w" in [key["key"] for event in programs[0]["events"] for key in event["keys"]]


def test_explain_prints_the_page_of_a_rule():
    shown = run("explain", "ck207").stdout
    assert shown.startswith("CK207 saver-before-variables (warning)\n")
    assert "## Why it breaks a checkpoint" in shown


def test_explain_without_a_code_lists_the_rules():
    assert "CK207  saver-before-variables: " in run("explain").stdout


def test_explain_of_an_unknown_rule_names_the_known_ones():
    done = run("explain", "CK999")
    assert (done.exit_code, "CK207" in done.stderr) == (2, True)


def test_command_line_runs_as_a_program(folder):
    (folder / "train.py").write_text(EARLY_SAVER)
    command = [sys.executable, "-I", "-m", "ckptlens_server.cli", "check", "--format", "json", "train.py"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder, check=False)
    assert (done.returncode, json.loads(done.stdout)["findings"][0]["code"]) == (1, "CK207")


def test_output_that_cannot_hold_a_letter_shows_a_question_mark(folder):
    (folder / "train.py").write_text(CLEAN.replace('"w"', '"重"'), encoding="utf-8")
    command = [sys.executable, "-X", "utf8=0", "-m", "ckptlens_server.cli", "keys", "train.py"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, timeout=60, env=environment, check=False)
    assert (done.returncode, b"?" in done.stdout) == (0, True)
