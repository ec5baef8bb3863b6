"""The picture of the app, for its window, the task bar and its shortcuts."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.tokens import LIGHT

#: What Windows and the desktops of Linux ask for, px.
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICO_NAME, PNG_NAME = "konnect-desktop.ico", "konnect-desktop.png"


def pixmap(size: int) -> QPixmap:
    """The picture, `size` px wide: seen on a light and on a dark task bar."""
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.accent))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22)
    inner = round(size * 0.72)
    parcel = icons.pixmap("parcel_empty", LIGHT.accent_text, inner)
    painter.drawPixmap((size - inner) // 2, (size - inner) // 2, parcel)
    painter.end()
    return made


def app_icon() -> QIcon:
    """In all sizes, so that nobody has to stretch it."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(pixmap(size))
    return made


def ico(sizes: tuple[int, ...] = SIZES) -> bytes:
    """An icon file of Windows that holds a PNG for each size."""
    pictures = [_png(pixmap(size)) for size in sizes]
    at = 6 + 16 * len(pictures)
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in zip(sizes, pictures, strict=True):
        # 256 is written as 0: a byte has no room for it.
        head += struct.pack(
            "<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at + len(body)
        )
        body += picture
    return head + body


def write(folder: Path) -> None:
    """Put the files that shortcuts show into `folder`. Needs a QGuiApplication. Raises OSError."""
    (folder / ICO_NAME).write_bytes(ico())
    (folder / PNG_NAME).write_bytes(_png(pixmap(SIZES[-1])))


def _png(picture: QPixmap) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.data())
