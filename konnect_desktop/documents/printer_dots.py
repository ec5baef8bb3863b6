"""A page in the dots of a printer that takes no PDF: black or white, grey, or colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import MAX_PIXELS
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    from PIL import Image

#: Between these a dot is neither black nor white.
_DARK, _LIGHT = 40, 215
#: Rows that are worked on together: what the processor keeps at hand.
_STRIP = 128
_AROUND = 2
_ROW = 4
_WHITE = (255, 255, 255, 255)


@dataclass(frozen=True)
class SheetDots:
    """`bits` a dot: 1 (1 is white), 8 (grey) or 24 (blue, green, red); top row first, each row
    filled to four bytes."""

    columns: int
    rows: int
    bits: int
    data: bytes = field(repr=False)


def printer_dots(data: bytes, page: int, dpi_x: int, dpi_y: int, bits: int) -> SheetDots:
    """Page `page` (from 0) at so many dots an inch. Raises DocumentError for a page that is not
    there, and for one of too many dots.

    With one bit, what is grey over an area becomes a pattern of dots; text and bars keep straight
    edges, so that a scanner reads what the printer's own driver would print. Where nothing is
    grey over an area, 8 bits would show the same as one, and one is what comes.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    with pdfium_document(data) as document, pdfium_page(document, page) as opened:
        width, height = opened.get_size()
        columns, rows = max(1, round(width * dpi_x / 72)), max(1, round(height * dpi_y / 72))
        if columns * rows > MAX_PIXELS:
            raise DocumentError("The page could not be drawn for the printer.", detail="too large")
        is_grey = bits < 24
        kind = raw.FPDFBitmap_Gray if is_grey else raw.FPDFBitmap_BGR
        # Drawn as wide as its rows are filled to, so that no row has to be taken apart.
        drawn = _filled(columns, 32) if is_grey else columns
        stride = _filled(drawn * (1 if is_grey else 3), _ROW)
        bitmap: Any = pypdfium2.PdfBitmap.new_native(drawn, rows, kind, stride=stride)
        try:
            bitmap.fill_rect(_WHITE, 0, 0, drawn, rows)
            flags = raw.FPDF_ANNOT | raw.FPDF_PRINTING | (raw.FPDF_GRAYSCALE if is_grey else 0)
            raw.FPDF_RenderPageBitmap(bitmap, opened, 0, 0, columns, rows, 0, flags)
            dots = bytes(bitmap.buffer)
        finally:
            bitmap.close()
    return _in_grey(dots, columns, rows, bits) if is_grey else SheetDots(columns, rows, bits, dots)


def _filled(count: int, unit: int) -> int:
    return -(-count // unit) * unit


def _in_grey(dots: bytes, columns: int, rows: int, bits: int) -> SheetDots:
    """What is drawn in grey, in rows filled to whole words, with as few bits as will do."""
    from PIL import Image

    drawn = _filled(columns, 32)
    grey = Image.frombuffer("L", (drawn, rows), dots, "raw", "L", drawn, 1)
    blank = b"\xff" * (drawn * _STRIP)
    made = []
    for top in range(0, rows, _STRIP):
        bottom = min(rows, top + _STRIP)
        if dots[top * drawn : bottom * drawn] == blank[: (bottom - top) * drawn]:
            made.append(blank[: (bottom - top) * drawn // 8])
            continue
        part, is_sharp = _strip(grey, top, bottom)
        if bits == 8 and not is_sharp:
            whole = grey.crop((0, 0, _filled(columns, _ROW), rows)).tobytes()
            return SheetDots(columns, rows, 8, whole)
        made.append(part)
    return SheetDots(columns, rows, 1, b"".join(made))


def _strip(grey: Image.Image, top: int, bottom: int) -> tuple[bytes, bool]:
    """The rows from `top` to before `bottom`, packed, and whether no area in them is grey."""
    from PIL import Image

    columns, rows = grey.size
    # Two rows more on each side tell a part of an area from an edge.
    first, last = max(0, top - _AROUND), min(rows, bottom + _AROUND)
    here = grey.crop((0, first, columns, last))
    inner = slice((top - first) * columns // 8, (bottom - first) * columns // 8)
    sharp = here.convert("1", dither=Image.Dither.NONE).tobytes()[inner]
    between = [255 * (_DARK <= value < _LIGHT) for value in range(256)]
    areas = _areas(here.point(between, "1").tobytes(), columns)[inner]
    where = int.from_bytes(areas)
    if not where:
        return sharp, True
    pattern = int.from_bytes(here.convert("1").tobytes()[inner])
    return (int.from_bytes(sharp) & ~where | pattern & where).to_bytes(len(sharp)), False


def _areas(packed: bytes, columns: int) -> bytes:
    """Which of these dots lie in a square of three by three, as the soft edge of a bar does not.

    All rows are one number, since that is a hundred times as fast as dot by dot. Squares over the
    end of a row, with a dot or two of the next, are as rare as they are small.
    """
    found = int.from_bytes(packed)
    for step in (1, columns):
        found &= found >> step & found >> 2 * step
    for step in (1, columns):
        found |= found << step | found << 2 * step
    return found.to_bytes(len(packed))
