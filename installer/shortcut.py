"""Puts the app where programs are found: desktop and start menu, applications menu, Applications.

What is opened is the account; without one the app asks to sign in, and offers practice.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import windows_link

NAME = "Konnect Desktop"
_DESCRIPTION = "Run your Fynd Konnect orders"
#: As `konnect_desktop/ui/startup/qt_app.py` names the app to the desktop and to the task bar.
DESKTOP_FILE = "konnect-desktop.desktop"
APP_ID = "Konnect.Desktop"
#: In the environment: for which project its shortcuts were made. One that the person deletes
#: stays away.
MADE_NAME = "konnect-shortcut"
_ARGUMENTS = ("-P", "-m", "konnect_desktop")
_WRITE_ICON = """
import pathlib, sys
from PySide6.QtGui import QGuiApplication
from konnect_desktop.ui.kit import app_icon
app = QGuiApplication([])
app_icon.write(pathlib.Path(sys.argv[1]))
"""

_DESKTOP_ENTRY = """\
[Desktop Entry]
Type=Application
Name={name}
Comment={comment}
Exec={command}
Icon={icon}
Terminal=false
Categories=Office;
StartupWMClass=konnect-desktop
"""
_BUNDLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>CFBundleName</key><string>{name}</string>
  <key>CFBundleIdentifier</key><string>konnect.desktop</string>
  <key>CFBundleExecutable</key><string>konnect-desktop</string>
  <key>CFBundlePackageType</key><string>APPL</string>
  <key>NSHighResolutionCapable</key><true/>
</dict>
</plist>
"""


def add_once(python: Path, root: Path, environment: Mapping[str, str]) -> list[Path]:
    """Make the shortcuts unless that was done for this environment; returns those made now.

    `python`: the environment's interpreter. Raises OSError.
    """
    venv = python.parent.parent
    made = venv / MADE_NAME
    if made.exists() and made.read_text(encoding="utf-8") == str(root):
        return []
    write_icon(python, venv, environment)
    paths = add(python, venv, environment)
    made.write_text(str(root), encoding="utf-8")
    return paths


def add(python: Path, venv: Path, environment: Mapping[str, str]) -> list[Path]:
    """Make the shortcuts of this system. Raises OSError."""
    home = Path.home()
    if sys.platform == "win32":
        return add_windows(python, venv)
    if sys.platform == "darwin":
        return [add_bundle(python, home / "Applications")]
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [add_desktop_entry(python, venv, data / "applications")]


def write_icon(python: Path, venv: Path, environment: Mapping[str, str]) -> None:
    """Write the app's picture into the environment. Raises OSError."""
    done = subprocess.run(
        [str(python), "-P", "-c", _WRITE_ICON, str(venv)],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise OSError(f"its picture could not be drawn ({said})")


def add_windows(python: Path, venv: Path) -> list[Path]:
    """On the desktop and in the start menu."""
    link = windows_link.Link(
        target=python.with_name("pythonw.exe"),
        arguments=subprocess.list2cmdline(_ARGUMENTS),
        folder=python.parent,
        icon=venv / "konnect-desktop.ico",
        description=_DESCRIPTION,
        app_id=APP_ID,
    )
    paths = []
    for folder in (windows_link.DESKTOP, windows_link.START_MENU):
        path = windows_link.known_folder(folder) / f"{NAME}.lnk"
        windows_link.write(path, link)
        paths.append(path)
    return paths


def add_desktop_entry(python: Path, venv: Path, folder: Path) -> Path:
    """In the applications menu of a Linux desktop."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / DESKTOP_FILE
    command = " ".join(_quoted(word) for word in (str(python), *_ARGUMENTS))
    path.write_text(
        _DESKTOP_ENTRY.format(
            name=NAME,
            comment=_DESCRIPTION,
            command=_in_entry(command),
            icon=_in_entry(str(venv / "konnect-desktop.png")),
        ),
        encoding="utf-8",
    )
    return path


def add_bundle(python: Path, folder: Path) -> Path:
    """A small app of macOS that starts ours."""
    bundle = folder / f"{NAME}.app"
    program = bundle / "Contents" / "MacOS" / "konnect-desktop"
    program.parent.mkdir(parents=True, exist_ok=True)
    (bundle / "Contents" / "Info.plist").write_text(
        _BUNDLE.format(name=escape(NAME)), encoding="utf-8"
    )
    words = " ".join(_in_shell(word) for word in (str(python), *_ARGUMENTS))
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return bundle


def _in_shell(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _quoted(word: str) -> str:
    """A word of a command as the entry's own rules want it."""
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, "\\" + sign)
    return '"' + word.replace("%", "%%") + '"'


def _in_entry(text: str) -> str:
    return text.replace("\\", "\\\\").replace(os.linesep, " ")
