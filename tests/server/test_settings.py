from ckptlens_server.settings import Settings, settings_of


def test_all_settings_are_taken():
    sent = {"stack": "tf2.21-keras3", "roots": ["src"], "python": "/v/bin/python", "docs": "d", "trusted": False}
    assert settings_of(sent) == Settings("tf2.21-keras3", ("src",), (), "/v/bin/python", "d", trusted=False)


def test_nothing_sent_gives_the_defaults():
    assert settings_of(None) == Settings()


def test_interpreter_of_the_executor_may_be_nested():
    assert settings_of({"executor": {"python": "p"}}).python == "p"


def test_the_interpreter_selected_in_the_editor_is_taken():
    assert settings_of({"selectedPython": "/v/bin/python"}).selected == "/v/bin/python"


def test_unknown_stack_is_logged_and_found_from_the_project(caplog):
    assert settings_of({"stack": "tf9"}).stack is None
    assert "tf9" in caplog.text


def test_automatic_stack_is_no_mistake(caplog):
    assert settings_of({"stack": "auto"}).stack is None
    assert caplog.text == ""


def test_wrong_type_is_logged_and_ignored(caplog):
    assert settings_of({"roots": "src"}).roots == ()
    assert "ckptlens.roots" in caplog.text
