"""Pages as pictures: for the screen, for lists, and in the dots of a printer."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.documents.printer_dots import SheetDots
from konnect_desktop.documents.rendering import RenderedPage
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.pdf_process import Pdf

__all__ = ["PagePictures", "RenderedPage"]


class PagePictures:
    """Draws in a PDF process of its own, so that nothing else has to be waited for."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf

    def warm_up(self) -> None:
        """Start the process before the first page is there."""
        try:
            self._pdf.call("page_sizes_mm", b"")
        except DocumentError:
            return  # no PDF, as expected; the process is there

    def page(self, pdf: bytes, number: int, dpi: int) -> RenderedPage:
        """A picture of one page in colour. Raises DocumentError."""
        rendered: RenderedPage = self._pdf.call("render_page", pdf, number, dpi)
        return rendered

    def small(self, pdf: bytes, numbers: Sequence[int], width: int) -> list[RenderedPage]:
        """Small pictures, `width` dots wide. Raises DocumentError."""
        rendered: list[RenderedPage] = self._pdf.call("render_small", pdf, list(numbers), width)
        return rendered

    def dots(self, pdf: bytes, page: int, dpi_x: int, dpi_y: int, bits: int) -> SheetDots:
        """A page in a printer's own dots. Raises DocumentError."""
        made: SheetDots = self._pdf.call("printer_dots", pdf, page, dpi_x, dpi_y, bits)
        return made

    def sizes(self, pdf: bytes) -> list[tuple[float, float]]:
        """Width and height of every page in mm. Raises DocumentError."""
        found: list[tuple[float, float]] = self._pdf.call("page_sizes_mm", pdf)
        return found

    def test_page(self, size_mm: tuple[float, float], code: str, printer: str) -> bytes:
        """The test page for paper of that size. Raises DocumentError for too small a paper."""
        made: bytes = self._pdf.call("make_test_page", *size_mm, code, printer)
        return made

    def close(self) -> None:
        """End the process."""
        close = getattr(self._pdf, "close", None)
        if close is not None:
            close()
