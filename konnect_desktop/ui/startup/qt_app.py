"""Qt with our name, style and faces: for the app, and for whoever tries its window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from konnect_desktop import windows_shell
from konnect_desktop.ui.kit import app_icon
from konnect_desktop.ui.kit.fonts import load_fonts
from konnect_desktop.ui.kit.theme import ui_font

#: What the desktops of Linux and the task bar of Windows know the app by; so do its shortcuts.
DESKTOP_NAME = "konnect-desktop"
TASK_BAR_NAME = "Konnect.Desktop"


def make_qt(arguments: Sequence[str]) -> QApplication:
    """The QApplication with our name, style and faces."""
    windows_shell.name_app(TASK_BAR_NAME)
    # Qt tells about every face that lacks a script before it takes the next one.
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    qt = QApplication(list(arguments))
    qt.setApplicationName("Konnect Desktop")
    qt.setApplicationDisplayName("Konnect Desktop")
    qt.setDesktopFileName(DESKTOP_NAME)
    qt.setStyle("Fusion")
    load_fonts()
    if QFontDatabase.families():
        qt.setFont(ui_font())
    qt.setWindowIcon(app_icon.app_icon())
    return qt
