"""Where the window stands and how large it is, from one day to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QApplication, QWidget

_GEOMETRY = "window/geometry"
#: Left free around a window for its frame, title bar and a rim, px.
_FRAME = QSize(24, 48)


def first_size(available: QSize) -> QSize:
    """How large the window opens the first time: never larger than the screen's free part."""
    return QSize(1440, 860).boundedTo(available)


def room_for(window: QWidget) -> QSize:
    """How large a window over the main window may be, px: the screen's free part less a frame.

    A main window that is larger than its screen's free part lends its own size: what lies over it
    is no harder to reach than what is under it.
    """
    screen, above = window.screen(), window.parentWidget()
    free = screen.availableSize() if screen is not None else QSize(1280, 720)
    if above is not None and above.isVisible():
        free = free.expandedTo(above.size())
    return free - _FRAME


def bounded_resize(window: QWidget, wanted: QSize) -> None:
    """As large as wanted, but no larger than the screen has room for."""
    window.resize(wanted.boundedTo(room_for(window)))


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
