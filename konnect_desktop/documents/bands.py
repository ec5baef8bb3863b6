"""Parts of a page at full resolution for printers, and many small pictures at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import MAX_PIXELS, RenderedPage, render_open_page
from konnect_desktop.errors import DocumentError


def render_band(
    data: bytes, page: int, dpi: int, top: int, rows: int, *, grey: bool = True
) -> RenderedPage:
    """Return `rows` rows of dots of a page at `dpi`, from row `top` down, over its whole width.

    The bands of a page put below each other are the page: no dot is missing or twice. Raises
    DocumentError for a page that is not there or a band of too many dots.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    with pdfium_document(data) as document, pdfium_page(document, page) as opened:
        width, height = (round(side * dpi / 72) for side in opened.get_size())
        rows = min(rows, height - top)
        if rows <= 0 or width * rows > MAX_PIXELS:
            raise DocumentError("The page could not be drawn for the printer.", detail="band")
        kind = raw.FPDFBitmap_Gray if grey else raw.FPDFBitmap_BGRx
        bitmap: Any = pypdfium2.PdfBitmap.new_native(width, rows, kind)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
            flags = raw.FPDF_ANNOT | raw.FPDF_PRINTING | (raw.FPDF_GRAYSCALE if grey else 0)
            raw.FPDF_RenderPageBitmap(bitmap, opened, 0, -top, width, height, 0, flags)
            return RenderedPage(
                width=width,
                height=rows,
                stride=bitmap.stride,
                format="GRAY8" if grey else "BGRX",
                data=bytes(bitmap.buffer),
            )
        finally:
            bitmap.close()


def render_small(data: bytes, pages: Sequence[int], width: int) -> list[RenderedPage]:
    """Return small pictures of `pages`, each `width` dots wide, in one go."""
    pictures = []
    with pdfium_document(data) as document:
        for number in pages:
            with pdfium_page(document, number) as opened:
                dpi = max(8, round(width * 72 / max(1.0, opened.get_width())))
                pictures.append(render_open_page(opened, dpi, grey=False))
    return pictures
