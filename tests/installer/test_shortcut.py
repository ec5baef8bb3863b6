"""The shortcuts that the set-up leaves, whatever the folder is called."""

from __future__ import annotations

import configparser
import plistlib
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import shortcut
import windows_link
from konnect_desktop.ui.kit import app_icon
from konnect_desktop.ui.startup import qt_app

#: Windows forbids the quotes.
ODD = "दुकान $HOME `x` it's 100%" + ("" if sys.platform == "win32" else ' "q"')


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment whose interpreter says what it was given."""
    folder = tmp_path / ODD / ".venv"
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return folder


def test_the_entry_of_a_linux_desktop_means_that_interpreter(venv: Path, tmp_path: Path) -> None:
    path = shortcut.add_desktop_entry(venv / "bin" / "python", venv, tmp_path / "applications")
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(path, encoding="utf-8")
    values = dict(entry["Desktop Entry"])
    # As the rules say: first the escapes of a value, then those of a quoted word, then the codes.
    command = values["Exec"].replace("\\\\", "\\")
    words = [word.replace("\\$", "$").replace("\\`", "`") for word in shlex.split(command)]
    assert [word.replace("%%", "%") for word in words] == [
        str(venv / "bin" / "python"),
        *("-P", "-m", "konnect_desktop"),
    ]
    assert values["Terminal"] == "false"
    assert values["Icon"].replace("\\\\", "\\") == str(venv / app_icon.PNG_NAME)


def test_the_app_of_macos_starts_that_interpreter(venv: Path, tmp_path: Path) -> None:
    bundle = shortcut.add_bundle(venv / "bin" / "python", tmp_path / "Applications")
    facts = plistlib.loads((bundle / "Contents" / "Info.plist").read_bytes())
    program = bundle / "Contents" / "MacOS" / facts["CFBundleExecutable"]
    if sys.platform == "win32":
        return  # nothing there reads it
    done = subprocess.run([program, "--practice"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["-P", "-m", "konnect_desktop", "--practice"]


def test_on_windows_it_starts_without_a_console_from_desktop_and_start_menu(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: dict[Path, windows_link.Link] = {}
    folders = {windows_link.DESKTOP: tmp_path / "d", windows_link.START_MENU: tmp_path / "s"}
    monkeypatch.setattr(windows_link, "known_folder", folders.__getitem__)
    monkeypatch.setattr(windows_link, "write", written.__setitem__)
    paths = shortcut.add_windows(venv / "Scripts" / "python.exe", venv)
    name = "Konnect Desktop.lnk"
    assert paths == [tmp_path / "d" / name, tmp_path / "s" / name] == list(written)
    link = written[paths[0]]
    assert link.target == venv / "Scripts" / "pythonw.exe"
    assert link.arguments == "-P -m konnect_desktop"
    assert link.icon == venv / app_icon.ICO_NAME


def test_it_is_made_once_for_each_place(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Path] = []
    monkeypatch.setattr(shortcut, "write_icon", lambda _python, folder, _env: drawn.append(folder))
    monkeypatch.setattr(shortcut, "add", lambda *_: [tmp_path / "made"])
    python = venv / "bin" / "python"
    assert shortcut.add_once(python, venv.parent, {}) == [tmp_path / "made"]
    assert shortcut.add_once(python, venv.parent, {}) == []
    assert shortcut.add_once(python, tmp_path, {}) == [tmp_path / "made"]
    assert drawn == [venv, venv]


def test_the_picture_is_drawn_by_the_environment(tmp_path: Path) -> None:
    import setup_env

    # As an installed copy finds it, also where this one is not installed.
    environment = {**setup_env.clean_environment(), "PYTHONPATH": str(setup_env.ROOT)}
    shortcut.write_icon(Path(sys.executable), tmp_path, environment)
    assert (tmp_path / app_icon.ICO_NAME).read_bytes()[:4] == b"\0\0\1\0"
    assert (tmp_path / app_icon.PNG_NAME).read_bytes()[1:4] == b"PNG"


def test_desktop_and_task_bar_know_the_app_by_the_names_of_its_shortcuts() -> None:
    assert f"{qt_app.DESKTOP_NAME}.desktop" == shortcut.DESKTOP_FILE
    assert shortcut.APP_ID == qt_app.TASK_BAR_NAME


def test_windows_itself_writes_the_shortcut(tmp_path: Path) -> None:
    link = windows_link.Link(
        target=tmp_path / "दुकान" / "pythonw.exe",
        arguments="-P -m konnect_desktop",
        folder=tmp_path,
        icon=tmp_path / "x.ico",
        description="Orders",
        app_id=shortcut.APP_ID,
    )
    path = tmp_path / "दुकान.lnk"
    if sys.platform != "win32":
        with pytest.raises((OSError, AttributeError)):
            windows_link.write(path, link)
        return
    windows_link.write(path, link)
    windows_link.write(path, link)
    written = path.read_bytes()
    assert written[:4] == b"L\0\0\0"
    assert "दुकान".encode("utf-16-le") in written
    assert link.arguments.encode("utf-16-le") in written
    assert windows_link.known_folder(windows_link.DESKTOP).is_dir()
