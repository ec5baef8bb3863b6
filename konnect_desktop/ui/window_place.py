"""Where the window stands and how large it is, from one day to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QApplication, QWidget

_GEOMETRY = "window/geometry"


def first_size(available: QSize) -> QSize:
    """How large the window opens the first time: never larger than the screen's free part."""
    return QSize(1440, 860).boundedTo(available)


def restore(window: QWidget, layout: QSettings) -> None:
    """As it was closed; a window of a screen that is gone comes back to the first one."""
    window.resize(first_size(QApplication.primaryScreen().availableSize()))
    kept = layout.value(_GEOMETRY)
    if isinstance(kept, QByteArray):
        window.restoreGeometry(kept)
        screens = QApplication.screens()
        if not any(s.availableGeometry().intersects(window.frameGeometry()) for s in screens):
            window.move(screens[0].availableGeometry().topLeft())


def keep(window: QWidget, layout: QSettings) -> None:
    """Remember it for the next start."""
    layout.setValue(_GEOMETRY, window.saveGeometry())
