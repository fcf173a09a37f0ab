import pytest
from ckptlens.ide.stack import detect_stack, stack_of_run


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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("constraints.txt", "tensorflow==1.15.5"),
        ("poetry.lock", '[[package]]\nname = "tensorflow"\nversion = "1.15.5"'),
        ("uv.lock", 'version = 1\n[[package]]\nname = "tensorflow-cpu"\nversion = "1.15.5"'),
        ("pdm.lock", '[[package]]\nname = "tensorflow-gpu"\nversion = "1.15.5"'),
        ("Pipfile", '[packages]\ntensorflow = "==1.15.5"'),
        ("Pipfile.lock", '{"default": {"tensorflow": {"version": "==1.15.5"}}}'),
        ("setup.cfg", "[options]\ninstall_requires =\n    numpy\n    tensorflow<2"),
        ("setup.py", "setup(install_requires=['numpy', 'tensorflow>=1.12,<2.0'])"),
        ("environment.yml", "dependencies:\n  - python=3.7\n  - tensorflow=1.15"),
        ("environment.yml", "dependencies:\n  - pip:\n    - tensorflow==1.15.5"),
        ("tensorflow-1.15.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: tensorflow\nVersion: 1.15.5\n\ntensorflow==2.15"),
    ],
)
def test_every_kind_of_manifest_is_read(name, text):
    assert detect_stack({name: text}, []).stack == "tf1.15"


@pytest.mark.parametrize("name", ["poetry.lock", "Pipfile", "Pipfile.lock", "setup.cfg", "environment.yml", "x.dist-info/METADATA"])
def test_a_broken_manifest_is_passed_over(name):
    assert "default" in detect_stack({name: "[[ {"}, []).reason


def test_a_lock_decides_before_what_is_installed_and_written():
    manifests = {"a.dist-info/METADATA": "Name: tensorflow\nVersion: 2.15.0", "requirements.txt": "tensorflow==2.15"}
    assert detect_stack({**manifests, "uv.lock": '[[package]]\nname = "tensorflow"\nversion = "1.15.5"'}, []).stack == "tf1.15"


def test_the_projects_own_choice_decides_first():
    text = '[project]\ndependencies = ["tensorflow==1.15"]\n[tool.ckptlens]\nstack = "tf2.21-keras2"'
    assert detect_stack({"pyproject.toml": text}, []).stack == "tf2.21-keras2"


def test_a_stack_of_an_unknown_name_is_passed_over():
    assert "default" in detect_stack({"pyproject.toml": '[tool.ckptlens]\nstack = "tf9"'}, []).reason


def test_legacy_keras_in_the_environment_file_counts():
    manifests = {".env": "TF_USE_LEGACY_KERAS=1", "requirements.txt": "tensorflow==2.18"}
    assert detect_stack(manifests, []).stack == "tf2.21-keras2"


def test_an_import_of_tf_keras_means_keras_2():
    assert found("tensorflow==2.18", "import tf_keras as keras") == "tf2.21-keras2"


@pytest.mark.parametrize(
    ("code", "stack"),
    [
        ("import tensorflow as tf\nx = tf.placeholder(tf.float32)", "tf1.15"),
        ("import tensorflow as tf\nx = tf.contrib.layers.fully_connected(y, 2)", "tf1.15"),
        ("import tensorflow as tf\nx = tf.compat.v1.placeholder(tf.float32)", "tf2.15-keras2"),
        ("import tensorflow.compat.v1 as tf\nx = tf.placeholder(tf.float32)", "tf2.15-keras2"),
        ("import tensorflow as tf\nx = tf.Variable(1.0)", "tf2.15-keras2"),
    ],
)
def test_an_api_of_tensorflow_1_alone_means_tensorflow_1(code, stack):
    assert found("", code) == stack


@pytest.mark.parametrize(
    ("tensorflow", "keras", "legacy", "stack"),
    [
        ("1.15.5", None, False, "tf1.15"),
        ("2.15.1", "2.15.0", False, "tf2.15-keras2"),
        ("2.9.0-rc1", None, True, "tf2.15-keras2"),
        ("2.21.0", "3.15.1", False, "tf2.21-keras3"),
        ("2.16.1", None, False, "tf2.21-keras3"),
        ("2.21.0", "3.15.1", True, "tf2.21-keras2"),
    ],
)
def test_the_stack_of_a_run_is_that_of_its_versions(tensorflow, keras, legacy, stack):
    assert stack_of_run(tensorflow, keras, legacy) == stack
