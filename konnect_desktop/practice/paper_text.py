"""Text and bars on practice papers: names, lines that fit, Code 128 on whole printer dots."""

from __future__ import annotations

import re

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.practice import indic_text

PLAIN = "Helvetica"
BOLD = "Helvetica-Bold"
FIXED = "Courier-Bold"

_DOT = 72 / 203  # points a dot on the usual 203 dpi label printer


def draw_name(
    canvas: Canvas, x: float, y: float, name: str, latin: str, size: float, width: float
) -> None:
    """A person's name in their own script when a font has it, else in Latin letters."""
    if not indic_text.can_draw(name):
        fit(canvas, x, y, latin, size, width, BOLD)
        return
    used = indic_text.draw(canvas, x, y, name, size)
    fit(canvas, x + used + 4, y, f"({latin})", size * 0.7, width - used - 4)


def fit(
    canvas: Canvas, x: float, y: float, text: str, size: float, width: float, font: str = PLAIN
) -> None:
    """One line that shrinks to three quarters of its size and is then cut with dots.

    What these fonts cannot draw is left out, with the brackets around it.
    """
    text = text.encode("cp1252", "ignore").decode("cp1252")
    text = " ".join(re.sub(r"\([\s,]*\)", "", text).split()).replace(" ,", ",")
    wide = pdfmetrics.stringWidth(text, font, size)
    if wide > width:
        size = max(size * 0.75, size * width / wide)
    while len(text) > 4 and pdfmetrics.stringWidth(text, font, size) > width:
        text = text[:-4].rstrip() + "..."
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def rupees(amount: float) -> str:
    """An amount in rupees with two decimals and Indian grouping, e.g. Rs. 1,23,456.00."""
    whole, cents = f"{abs(amount):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    sign = "-" if amount < 0 else ""
    return f"{sign}Rs. {','.join([*groups, tail])}.{cents}"


def draw_bars(
    canvas: Canvas,
    text: str,
    left: float,
    bottom: float,
    room: float,
    height: float,
    widest: int = 3,
) -> None:
    """Code 128 of `text`, centred in `room` points with its quiet zones.

    A module is `widest` printer dots (0.125 mm each) when that fits, else fewer, at least two.
    """
    for dots in range(widest, 1, -1):
        bars = Code128(text, barWidth=dots * _DOT, barHeight=height, quiet=False)
        if bars.width + 20 * dots * _DOT <= room or dots == 2:
            break
    x = left + (room - bars.width) / 2
    bars.drawOn(canvas, round(x / _DOT) * _DOT, bottom)
