"""What is found before the set-up touches anything: the Store's Python, long paths, an open app."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import before_setup
import setup_env
from konnect_desktop import environment_mark

ROOT = Path(__file__).parents[2]
_STORE = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.2800.0_x64__qbz5"
_ALIAS = r"C:\Users\Asha\AppData\Local\Microsoft\WindowsApps\python.exe"


@pytest.mark.parametrize(
    ("places", "is_store"),
    [
        ((_STORE, _STORE + r"\python.exe"), True),
        ((r"C:\Python312", _ALIAS), True),
        ((r"c:/program files/windowsapps/x",), True),
        ((r"C:\Users\Asha\AppData\Local\Programs\Python\Python312",), False),
        ((r"D:\MyWindowsApps\Python", r"D:\WindowsApps2\python.exe"), False),
    ],
)
def test_python_of_the_store_is_known_by_its_place(places: tuple[str, ...], is_store: bool) -> None:
    assert before_setup.is_from_store(*places) is is_store


def test_the_words_name_the_folder_that_the_store_hid(tmp_path: Path) -> None:
    assert "python.org" in before_setup.store_words({})
    assert "Before you remove" not in before_setup.store_words({"LOCALAPPDATA": str(tmp_path)})
    name = "PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0"
    hidden = tmp_path / "Packages" / name / "LocalCache" / "Local" / "Konnect Desktop"
    hidden.mkdir(parents=True)
    words = before_setup.store_words({"LOCALAPPDATA": str(tmp_path)})
    assert str(hidden) in words
    assert str(tmp_path / "Konnect Desktop") in words


@pytest.mark.parametrize(
    ("root", "has_long_paths", "fits"),
    [
        ("C:\\" + "a" * 80, False, True),
        ("C:\\" + "a" * 81, False, False),
        ("C:\\" + "a" * 200, True, True),
        ("C:\\" + "दुकान" * 16, False, True),
        # Beyond the first plane a letter takes two units.
        ("C:\\" + "\U0001f4e6" * 40, False, True),
        ("C:\\" + "\U0001f4e6" * 41, False, False),
    ],
)
def test_a_folder_too_long_for_the_packages_is_refused(
    root: str, has_long_paths: bool, fits: bool
) -> None:
    words = before_setup.too_long_words(root, has_long_paths)
    assert (words is None) is fits
    if words is not None:
        assert root in words
        assert r"C:\Konnect" in words


def test_elsewhere_than_on_windows_nothing_is_in_the_way() -> None:
    if sys.platform != "win32":
        assert before_setup.trouble(Path("/" + "a" * 300)) is None


def test_what_is_in_the_way_is_said_before_anything_is_touched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(before_setup, "trouble", lambda _root: "Move the folder.")
    with pytest.raises(setup_env.SetupError, match="Move the folder"):
        setup_env.ensure(setup_env.APP, with_screen=False, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---- an app that is open -----------------------------------------------------------------------


def made_environment(folder: Path) -> Path:
    folder.mkdir()
    setup_env.write_stamp(folder, setup_env.APP, "an older one")
    return folder


def test_the_mark_of_the_app_is_the_one_that_the_set_up_asks() -> None:
    assert environment_mark._OPEN_NAME == before_setup.OPEN_NAME
    assert environment_mark._MADE_NAME == setup_env.STAMP_NAME


def test_an_environment_is_in_use_while_one_app_of_several_holds_it(tmp_path: Path) -> None:
    venv = made_environment(tmp_path / "venv")
    assert before_setup.open_words(venv) is None
    first, second = environment_mark.hold(venv), environment_mark.hold(venv)
    assert first is not None
    assert second is not None
    first.close()
    words = before_setup.open_words(venv)
    assert words is not None
    assert "Close its window" in words
    second.close()
    assert before_setup.open_words(venv) is None


def test_an_app_that_was_installed_in_another_way_marks_nothing(tmp_path: Path) -> None:
    assert environment_mark.hold(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_mark_of_a_killed_app_bars_nobody(tmp_path: Path) -> None:
    venv = made_environment(tmp_path / "venv")
    code = (
        "import sys; from pathlib import Path; from konnect_desktop import environment_mark as m;"
        "held = m.hold(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(venv)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as app:
        assert app.stdout is not None
        assert app.stdout.readline().strip() == b"held"
        assert before_setup.open_words(venv) is not None
        app.kill()
        app.wait()
    assert before_setup.open_words(venv) is None


def test_an_update_while_the_app_is_open_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    (tmp_path / setup_env.LOCKED).mkdir(parents=True)
    for holds in (setup_env.APP, setup_env.DEV):
        setup_env.locked_list(tmp_path, holds).write_text("", encoding="utf-8")
    venv = made_environment(tmp_path / ".venv")
    monkeypatch.setattr(setup_env, "install_system_libraries", lambda _screen: [])
    monkeypatch.setattr(setup_env, "make", lambda *_: pytest.fail("it was touched"))
    held = environment_mark.hold(venv)
    assert held is not None
    with held, pytest.raises(setup_env.SetupError, match="Konnect Desktop is open"):
        setup_env.ensure(setup_env.APP, with_screen=False, root=tmp_path)
