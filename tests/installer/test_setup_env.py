"""When an environment counts as made, and what happens to a half-made one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import setup_env
from setup_env import APP, DEV

PYPROJECT = """
[build-system]
requires = ["setuptools"]
[project]
name = "x"
dependencies = ["requests"]
[tool.ruff]
line-length = 100
"""


def project(folder: Path) -> Path:
    """A project with lists of what is installed."""
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / setup_env.LOCKED).mkdir(parents=True)
    for holds in (APP, DEV):
        setup_env.locked_list(folder, holds).write_text("requests==2.32.0\n", encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path)


@pytest.fixture
def made(root: Path) -> Path:
    venv = root / ".venv"
    python = setup_env.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.touch()
    (venv / "pyvenv.cfg").touch()
    setup_env.write_stamp(venv, APP, setup_env.fingerprint(root))
    return venv


def test_a_made_environment_is_used_as_it_is(root: Path, made: Path) -> None:
    assert setup_env.is_made(made, APP, setup_env.fingerprint(root))


def test_the_app_alone_is_not_enough_for_the_checks(root: Path, made: Path) -> None:
    mark = setup_env.fingerprint(root)
    assert not setup_env.is_made(made, DEV, mark)
    setup_env.write_stamp(made, DEV, mark)
    assert setup_env.is_made(made, DEV, mark)
    assert setup_env.is_made(made, APP, mark)
    assert setup_env.holds_dev(made)


def test_a_new_dependency_calls_for_an_update_but_a_tool_setting_does_not(root: Path) -> None:
    project = root / "pyproject.toml"
    before = setup_env.fingerprint(root)
    project.write_text(PYPROJECT.replace("100", "99"), encoding="utf-8")
    assert setup_env.fingerprint(root) == before
    project.write_text(PYPROJECT.replace("requests", "httpx"), encoding="utf-8")
    assert setup_env.fingerprint(root) != before


@pytest.mark.parametrize("holds", [APP, DEV])
def test_another_version_in_a_list_calls_for_an_update(root: Path, holds: str) -> None:
    before = setup_env.fingerprint(root)
    setup_env.locked_list(root, holds).write_text("requests==2.32.1\n", encoding="utf-8")
    assert setup_env.fingerprint(root) != before


def test_another_python_or_a_moved_folder_calls_for_an_update(root: Path, tmp_path: Path) -> None:
    assert setup_env.fingerprint(root, (3, 11)) != setup_env.fingerprint(root, (3, 12))
    moved = tmp_path / "moved"
    moved.mkdir()
    project(moved)
    assert setup_env.fingerprint(moved) != setup_env.fingerprint(root)


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}", '"x"', json.dumps({"fingerprint": 1})])
def test_an_unreadable_stamp_counts_as_none(root: Path, made: Path, stamp: str) -> None:
    (made / setup_env.STAMP_NAME).write_text(stamp, encoding="utf-8")
    assert not setup_env.is_made(made, APP, setup_env.fingerprint(root))
    assert not setup_env.holds_dev(made)


def test_an_interrupted_setup_is_noticed_whatever_the_stamp_says(root: Path, made: Path) -> None:
    (made / setup_env.UNFINISHED_NAME).touch()
    assert not setup_env.is_made(made, APP, setup_env.fingerprint(root))
    assert setup_env.is_broken(made)
    setup_env.remove_venv(made)
    assert not made.exists()


def test_an_environment_whose_python_does_not_run_is_broken(made: Path) -> None:
    assert setup_env.is_broken(made)


def test_a_working_environment_is_kept(root: Path) -> None:
    venv = root / ".venv"
    command = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    subprocess.run(command, check=True)
    assert setup_env.is_broken(venv), "without pip it cannot be brought up to date"
    site = next(venv.glob("**/site-packages"))
    (site / "pip.py").touch()
    assert not setup_env.is_broken(venv)


def test_no_environment_is_not_a_broken_one(root: Path) -> None:
    assert not setup_env.is_broken(root / ".venv")


def test_a_folder_that_is_something_else_is_never_deleted(root: Path) -> None:
    venv = root / ".venv"
    venv.mkdir()
    (venv / "my accounts.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(setup_env.SetupError, match="Move it away"):
        setup_env.remove_venv(venv)
    assert (venv / "my accounts.txt").read_text(encoding="utf-8") == "keep"


def test_a_project_folder_that_cannot_be_read_gets_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env, "install_system_libraries", lambda _screen: [])
    with pytest.raises(setup_env.SetupError, match="run this again"):
        setup_env.ensure(APP, with_screen=False, root=tmp_path)


def test_settings_that_would_divert_the_installation_are_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    kept = setup_env.clean_environment()
    assert "PYTHONPATH" not in kept
    assert "PIP_TARGET" not in kept
    assert kept["PIP_USER"] == "0"


def test_missing_libraries_are_named_when_qt_does_not_start(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    command = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    subprocess.run(command, check=True)
    python = setup_env.venv_python(venv)
    with pytest.raises(setup_env.SetupError, match=r"apt-get install .* libgl1"):
        setup_env.check_that_qt_starts(python, with_screen=False, missing=["libgl1"])


def test_qt_starts_with_the_interpreter_of_these_tests() -> None:
    setup_env.check_that_qt_starts(Path(sys.executable), with_screen=False, missing=["libgl1"])


def test_the_lock_can_be_taken_again_once_released(root: Path) -> None:
    for _turn in range(2):
        with setup_env.one_at_a_time(root):
            assert (root / ".venv.lock").exists()


def test_a_python_without_venv_gets_the_exact_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env, "can_make_venv", lambda: False)
    monkeypatch.setattr(setup_env.system_libraries, "elevation", lambda: None)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    with pytest.raises(setup_env.SetupError, match=f"apt-get install .* {package}"):
        setup_env.create_venv(root / ".venv")


def test_what_was_installed_is_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup_env.write_materials(Path(sys.executable), tmp_path / "dist")
    names = {path.name for path in (tmp_path / "dist").iterdir()}
    assert names == {"konnect-desktop.cdx.json", "THIRD-PARTY.txt"}
    assert capsys.readouterr().out == ""
    (tmp_path / "file").touch()
    setup_env.write_materials(Path(sys.executable), tmp_path / "file" / "dist")
    assert "could not be written" in capsys.readouterr().out
