"""Loads the faces that ship with the app, so that rupee signs and Indian scripts show anywhere."""

from __future__ import annotations

import logging

from PySide6.QtGui import QFont, QFontDatabase

from konnect_desktop.log_lines import Code
from konnect_desktop.paths import resource

_log = logging.getLogger(__name__)


def load_fonts() -> list[str]:
    """Register every bundled face; returns the families. A missing file is only logged."""
    families: list[str] = []
    for path in sorted(resource("fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            _log.warning("the font %s could not be loaded", Code(path.name))
            continue
        families += QFontDatabase.applicationFontFamilies(number)
    found = list(dict.fromkeys(families))
    # Where Inter lacks a letter, the Noto faces stand in before the system is asked.
    QFont.insertSubstitutions("Inter", [name for name in found if name.startswith("Noto")])
    return found
