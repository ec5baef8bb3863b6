"""Has the system open a folder or a page; the only place that asks Qt for it.

Qt looks for the program on the search path, which `clean_start` has taken the current folder from.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from konnect_desktop.ui.kit.notices import Notice


def open_folder(folder: Path) -> bool:
    """Show a folder; False when it is none or the system does not open it."""
    if not folder.is_dir():
        return False
    # Without the separator Windows would take a program of the same name for it.
    end = os.sep if sys.platform == "win32" else ""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(f"{folder.absolute()}{end}"))


def open_page(address: QUrl) -> bool:
    """Open an address that was checked before; False without a browser."""
    return address.scheme() == "https" and QDesktopServices.openUrl(address)


def saved_notice(text: str, file: Path, say: Callable[[str], None]) -> Notice:
    """The line of news about a file that was saved, with a button that shows its folder."""

    def show() -> None:
        if not open_folder(file.parent):
            say("This computer did not open the folder.")

    return Notice(text, icon="check", action="Open folder", on_press=show)
