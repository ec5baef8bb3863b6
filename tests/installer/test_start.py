"""What start.py opens, and with which arguments."""

import subprocess
import sys
from pathlib import Path

import pytest

import setup_env
import shortcut
import start

ROOT = Path("/project")
TOUR = ["--tour", str(ROOT / "tour-pictures")]


@pytest.mark.parametrize(
    ("platform", "environment", "seen"),
    [
        ("win32", {}, True),
        ("darwin", {}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "minimal:enable_fonts"}, False),
        ("linux", {"QT_QPA_PLATFORM": "vnc:size=1280x720"}, True),
    ],
)
def test_where_a_window_can_be_seen(platform: str, environment: dict[str, str], seen: bool) -> None:
    assert start.has_screen(platform, environment) is seen


@pytest.mark.parametrize(
    ("typed", "passed_on"),
    [
        ([], ["--practice"]),
        (["--data-dir", "d"], ["--practice", "--data-dir", "d"]),
        (["--profile", "shop"], ["--profile", "shop"]),
        (["--profile=shop"], ["--profile=shop"]),
        (["--base-url", "https://x.example"], ["--base-url", "https://x.example"]),
        (["--practice", "--data-dir", "d"], ["--practice", "--data-dir", "d"]),
        (["--tour", "out"], ["--tour", "out"]),
        (["--self-test"], ["--self-test"]),
        (["--help"], ["--help"]),
    ],
)
def test_arguments_reach_the_app(typed: list[str], passed_on: list[str]) -> None:
    assert start.app_arguments(typed, True, ROOT) == passed_on


@pytest.mark.parametrize(
    ("typed", "passed_on"),
    [
        ([], TOUR),
        (["--data-dir", "d"], [*TOUR, "--data-dir", "d"]),
        (["--tour", "out"], ["--tour", "out"]),
        (["--self-test"], ["--self-test"]),
        (["--version"], ["--version"]),
    ],
)
def test_without_a_screen_the_tour_runs(typed: list[str], passed_on: list[str]) -> None:
    assert start.app_arguments(typed, False, ROOT) == passed_on


def test_a_failed_setup_ends_with_code_1_and_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_wanted: str, with_screen: bool) -> Path:
        raise setup_env.SetupError("The disk is full.")

    monkeypatch.setattr(setup_env, "ensure", fail)
    assert start.main([]) == 1
    assert "The disk is full." in capsys.readouterr().err


def test_the_apps_exit_code_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(setup_env, "ensure", lambda _wanted, with_screen: Path(sys.executable))
    monkeypatch.setattr(start, "run_app", lambda _python, _arguments, _screen: 3)
    assert start.main([]) == 3
    assert "code 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "screen", "arguments", "program"),
    [
        ("win32", True, ["--practice"], "pythonw.exe"),
        ("win32", True, ["--profile", "shop"], "pythonw.exe"),
        # What is read in the terminal, or ends by itself, stays in it.
        ("win32", True, ["--help"], "python.exe"),
        ("win32", True, ["--tour=out"], "python.exe"),
        ("win32", True, ["--self-test"], "python.exe"),
        ("win32", False, ["--practice"], "python.exe"),
        ("linux", True, ["--practice"], "python.exe"),
    ],
)
def test_on_windows_the_window_has_no_console_that_could_end_it(
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    screen: bool,
    arguments: list[str],
    program: str,
) -> None:
    begun: list[list[str]] = []

    def begin(command: list[str], *_: object, **__: object) -> int:
        begun.append(command)
        return 0

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(subprocess, "call", begin)
    monkeypatch.setattr(start, "open_beside", begin)
    assert start.run_app(Path("x/python.exe"), arguments, screen) == 0
    assert begun == [[str(Path("x") / program), "-P", "-m", "konnect_desktop", *arguments]]


def test_an_app_beside_is_not_waited_for_but_an_early_end_is_told(
    capfd: pytest.CaptureFixture[str],
) -> None:
    # It ends by itself soon after this test, should anything go wrong.
    stays = [sys.executable, "-c", "print('seen'); import time; time.sleep(3)"]
    assert start.open_beside(stays, {}, early_s=0.2) == 0
    assert "may be closed" in capfd.readouterr().out
    assert start.open_beside([sys.executable, "-c", "raise SystemExit(4)"], {}, early_s=30) == 4
    assert "seen" not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offscreen", "made"),
    [
        ([], False, True),
        (["--profile", "shop"], False, True),
        (["--no-shortcut"], False, False),
        (["--version"], False, False),
        ([], True, False),
    ],
)
def test_shortcuts_are_left_where_a_person_opens_the_app(
    monkeypatch: pytest.MonkeyPatch, typed: list[str], offscreen: bool, made: bool
) -> None:
    given: list[list[str]] = []
    added: list[Path] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen" if offscreen else "xcb")
    monkeypatch.setattr(setup_env, "ensure", lambda _wanted, with_screen: Path("python"))
    monkeypatch.setattr(start, "add_shortcuts", added.append)
    monkeypatch.setattr(start, "run_app", lambda _p, own, _s: given.append(list(own)) or 0)
    assert start.main(typed) == 0
    assert bool(added) is made
    assert start.NO_SHORTCUT not in given[0]


def test_without_a_shortcut_the_app_opens_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> list[Path]:
        raise OSError("the desktop is read-only")

    monkeypatch.setattr(shortcut, "add_once", fail)
    start.add_shortcuts(Path("python"))
    assert "the desktop is read-only" in capsys.readouterr().out


@pytest.mark.parametrize("script", ["start.py", "check.py"])
def test_an_older_python_is_refused_in_words(script: str) -> None:
    path = Path(start.__file__).with_name(script)
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); "
        f"runpy.run_path({str(path)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr
    assert "Traceback" not in done.stderr
