"""Right and wrong for the ear: Qt's own beep, and Windows' two different ones."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

_SECOND_BEEP_MS = 180


def right() -> None:
    """One short beep."""
    if sys.platform == "win32":
        import winsound

        winsound.MessageBeep(winsound.MB_OK)
        return
    QApplication.beep()


def wrong() -> None:
    """Two beeps, or the sound of an error."""
    if sys.platform == "win32":
        import winsound

        winsound.MessageBeep(winsound.MB_ICONHAND)
        return
    QApplication.beep()
    QTimer.singleShot(_SECOND_BEEP_MS, QApplication.beep)
