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
#: An area of grey is at least so many dots wide; the soft edge of a bar is not.
_AREA = 3
_ROW = 4


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
    edges, so that a scanner reads what the printer's own driver would print.
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
        bitmap: Any = pypdfium2.PdfBitmap.new_native(columns, rows, kind)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
            flags = raw.FPDF_ANNOT | raw.FPDF_PRINTING | (raw.FPDF_GRAYSCALE if is_grey else 0)
            raw.FPDF_RenderPageBitmap(bitmap, opened, 0, 0, columns, rows, 0, flags)
            stride, dots = bitmap.stride, bytes(bitmap.buffer)
        finally:
            bitmap.close()
    if bits == 1:
        return SheetDots(columns, rows, 1, _black_or_white(dots, columns, rows, stride))
    return SheetDots(columns, rows, bits, _rows(dots, rows, stride, columns * bits // 8))


def _rows(dots: bytes, rows: int, stride: int, used: int) -> bytes:
    """Each row filled to four bytes."""
    filled = -(-used // _ROW) * _ROW
    if filled == stride:
        return dots
    gap = bytes(filled - used)
    return b"".join(dots[row * stride : row * stride + used] + gap for row in range(rows))


def _black_or_white(dots: bytes, columns: int, rows: int, stride: int) -> bytes:
    from PIL import Image

    grey = Image.frombuffer("L", (columns, rows), dots, "raw", "L", stride, 1)
    made = grey.point(lambda value: 255 if value > 127 else 0).convert("1")
    areas = _grey_areas(grey)
    if areas is not None:
        made.paste(grey.convert("1"), mask=areas)
    packed = -(-columns // 8)
    return _rows(made.tobytes("raw", "1"), rows, packed, packed)


def _grey_areas(grey: Image.Image) -> Image.Image | None:
    """Where the page is grey over more than an edge; None where it is nowhere."""
    from PIL import ImageFilter

    counts = grey.histogram()
    if not sum(counts[_DARK:_LIGHT]):
        return None
    between = grey.point(lambda value: 255 if _DARK <= value < _LIGHT else 0)
    core = between.filter(ImageFilter.MinFilter(_AREA))
    if core.getbbox() is None:
        return None
    # Back to the edge of each area.
    return core.filter(ImageFilter.MaxFilter(_AREA)).convert("1")
