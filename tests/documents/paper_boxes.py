"""Where text, bars and pictures stand on a page of a PDF, read back by pdfium.

For papers of our own: nothing may stand on something else, or beyond what a printer reaches.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

#: Printers leave this much of a sheet white, points.
UNPRINTABLE = 5 * 72 / 25.4
#: Marks of one letter may reach a little into the line above, points.
_TOUCH = 0.6


@dataclass(frozen=True)
class Box:
    """One run of text with its edges in points, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: Box) -> bool:
        """Whether the two stand on each other, by more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > _TOUCH and up > _TOUCH


@dataclass(frozen=True)
class PageBoxes:
    """The lines of text of a page, its bar codes' outlines, and its size, points.

    `runs`: what was drawn at one go, on its base line; words printed over others on the same
    line are one line to a reader of text.
    """

    width: float
    height: float
    lines: tuple[Box, ...]
    runs: tuple[Box, ...]
    bars: tuple[Box, ...]

    def overlaps(self) -> list[tuple[str, str]]:
        """Texts that stand on each other or on bars, in pairs."""
        return [*_pairs([*self.lines, *self.bars]), *_pairs(self.runs)]

    def outside(self) -> list[str]:
        """What lies where no printer prints."""
        edge = UNPRINTABLE
        return [
            box.text
            for box in (*self.lines, *self.bars)
            if box.left < edge
            or box.bottom < edge
            or box.right > self.width - edge
            or box.top > self.height - edge
        ]


def _pairs(found: Sequence[Box]) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if one.covers(other)
    ]


def boxes(pdf: bytes) -> list[PageBoxes]:
    """Every page of a paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for page in document:
            width, height = page.get_size()
            lines, runs = tuple(_lines(page)), tuple(_runs(page))
            found.append(PageBoxes(width, height, lines, runs, tuple(_bars(page))))
            page.close()
        return found


def _lines(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """What was drawn as one run, by the ink of its letters."""
    words = page.get_textpage()
    for number in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(number)
        text = words.get_text_bounded(left, bottom, right, top).strip()
        if text:
            yield Box(text, left, bottom, right, top)
    words.close()


def _runs(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The body of each run: from its base line to half of its size, which no other may enter."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        left, _bottom, right, _top = item.get_bounds()
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(item, size)
        base = item.get_matrix().f
        yield Box("run", left, base, right, base + size.value / 2)


def _bars(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Bar codes: paths of many upright boxes, drawn at one go in black."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        if pdfium.FPDFPath_CountSegments(item) > 100:
            yield Box("bars", *item.get_bounds())
