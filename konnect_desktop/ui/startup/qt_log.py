"""What Qt says of itself goes to the log as a place alone: its words may quote our texts."""

from __future__ import annotations

import logging
import re

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from konnect_desktop.log_lines import Code

_log = logging.getLogger(__name__)
#: "QPainter::begin: …" begins with the place.
_PLACE = re.compile(r"Q\w+(?:::\w+)+")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def install() -> None:
    """Take over from Qt, which writes its messages to the error output as they are."""
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    level, place = _LEVELS.get(kind, logging.WARNING), _PLACE.match(text)
    # Without a place nothing could be learnt from it, unless it was grave.
    if place is not None or level > logging.WARNING:
        what = f"{context.category or ''} {place[0] if place else ''}"
        _log.log(level, "Qt: %s", Code(what.strip()))
