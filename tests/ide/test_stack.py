import pytest
from ckptlens.ide.stack import detect_stack


def found(requirement: str, code: str = "") -> str:
    return detect_stack({"requirements.txt": requirement}, [code]).stack.value


@pytest.mark.parametrize(
    ("requirement", "stack"),
    [
        ("tensorflow==1.15.5", "tf1.15"),
        ("tensorflow-gpu<2", "tf1.15"),
        ("tensorflow~=1.14", "tf1.15"),
        ("tensorflow==2.4.1", "tf2.15-keras2"),
        ("tensorflow[and-cuda]>=2.4,<2.16", "tf2.15-keras2"),
        ("tensorflow_cpu==2.21.0", "tf2.21-keras3"),
        ("tensorflow>=2.17", "tf2.21-keras3"),
        ("keras>=3", "tf2.21-keras3"),
        ("tensorflow>=2.4", "tf2.15-keras2"),
        ("tensorflow-text==2.18.0", "tf2.15-keras2"),
        ("# tensorflow==1.15", "tf2.15-keras2"),
    ],
)
def test_requirement_decides(requirement, stack):
    assert found(requirement) == stack


def test_legacy_keras_goes_with_a_new_tensorflow():
    assert found("tensorflow==2.18.0", "os.environ['TF_USE_LEGACY_KERAS'] = '1'") == "tf2.21-keras2"


def test_legacy_keras_switched_off_is_no_legacy_keras():
    assert found("tensorflow==2.18.0", "os.environ['TF_USE_LEGACY_KERAS'] = '0'") == "tf2.21-keras3"


def test_legacy_keras_alone_means_a_new_tensorflow():
    assert found("", 'os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")') == "tf2.21-keras2"


def test_contrib_import_means_tensorflow_1():
    assert found("", "import tensorflow.contrib.slim as slim") == "tf1.15"


def test_pyproject_dependencies_are_read():
    text = '[project]\ndependencies = ["numpy", "tensorflow==2.18.0; python_version > \'3.8\'"]'
    assert detect_stack({"pyproject.toml": text}, []).reason == "tensorflow==2.18.0 in pyproject.toml"


def test_poetry_dependency_is_read():
    text = '[tool.poetry.dependencies]\ntensorflow = {version = "1.15.5"}'
    assert detect_stack({"pyproject.toml": text}, []).stack == "tf1.15"


def test_broken_pyproject_is_passed_over():
    assert detect_stack({"pyproject.toml": "[["}, []).stack == "tf2.15-keras2"


def test_default_says_that_it_is_one():
    assert "default" in detect_stack({}, []).reason
