"""Tables on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from konnect_desktop.services.exports import Copied


def put_table(table: Copied) -> None:
    """Put a table on the clipboard, as text and as what spreadsheet programs prefer."""
    data = QMimeData()
    data.setText(table.text)
    data.setHtml(table.html)
    QGuiApplication.clipboard().setMimeData(data)
