"""Many small pictures of pages at once."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import RenderedPage, render_open_page


def render_small(data: bytes, pages: Sequence[int], width: int) -> list[RenderedPage]:
    """Return small pictures of `pages`, each `width` dots wide, in one go."""
    pictures = []
    with pdfium_document(data) as document:
        for number in pages:
            with pdfium_page(document, number) as opened:
                dpi = max(8, round(width * 72 / max(1.0, opened.get_width())))
                pictures.append(render_open_page(opened, dpi, grey=False))
    return pictures
