"""Labels on their pages as couriers and marketplaces lay them out, drawn for the tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pypdfium2
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.documents.make_pdf import A4, Label

Place = tuple[float, float, float, float]
"""left, top, width, height in mm, from the top left corner of the page."""

THERMAL = (4 * 72, 6 * 72)
LANDSCAPE_A4 = (A4[1], A4[0])


@dataclass(frozen=True)
class Look:
    """How a label is drawn: with a line around it, words, and bars that say `bars`."""

    is_framed: bool = True
    has_words: bool = True
    #: What each bar code says, for a label, from the top.
    bars: Sequence[Callable[[Label], str]] = field(default=(lambda label: label.awb,))
    bar_mm: float = 0.375
    #: The AWB as it is written.
    written: Callable[[Label], str] = lambda label: label.awb
    note: str = ""


def label_at(canvas: Canvas, page_mm: float, label: Label, at: Place, look: Look) -> None:
    """One label on a page that is `page_mm` high."""
    left, top, width, height = at
    canvas.saveState()
    canvas.translate(left * mm, (page_mm - top - height) * mm)
    if look.is_framed:
        canvas.rect(0, 0, width * mm, height * mm)
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(4 * mm, (height - 8) * mm, "Delhivery")
    y = height - 12
    for says in look.bars:
        y -= 20
        bars = code128.Code128(says(label), barWidth=look.bar_mm * mm, barHeight=16 * mm, quiet=0)
        bars.drawOn(canvas, 7 * mm, y * mm)
    if look.has_words:
        canvas.setFont("Helvetica", 9)
        lines = (
            f"AWB: {look.written(label)}",
            f"Order Id: {label.order_no}",
            "Ship to: Asha Rao",
            "12 MG Road, near the old mill",
            "Pune 411001",
            look.note,
        )
        for line in filter(None, lines):
            y -= 5
            canvas.drawString(6 * mm, y * mm, line)
    canvas.restoreState()


def invoice_at(canvas: Canvas, page_mm: float, label: Label, at: Place) -> None:
    """A tax invoice in a frame of its own."""
    left, top, width, height = at
    canvas.saveState()
    canvas.translate(left * mm, (page_mm - top - height) * mm)
    canvas.rect(0, 0, width * mm, height * mm)
    canvas.setFont("Helvetica", 9)
    lines = ("TAX INVOICE", f"Order {label.order_no}", "GSTIN 27AAACF1234A1Z5", "Kurta 499.00")
    for number, line in enumerate(lines):
        canvas.drawString(4 * mm, (height - 7 - 6 * number) * mm, line)
    canvas.restoreState()


def cut_line(
    canvas: Canvas,
    page: tuple[float, float],
    *,
    down_mm: float = 0,
    across_mm: float = 0,
    is_dashed: bool = True,
) -> None:
    """From edge to edge: at `down_mm` from the top, or at `across_mm` from the left."""
    canvas.setDash(*((6, 4) if is_dashed else (1, 0)))
    if down_mm:
        canvas.line(0, page[1] - down_mm * mm, page[0], page[1] - down_mm * mm)
    else:
        canvas.line(across_mm * mm, 0, across_mm * mm, page[1])
    canvas.setDash()


def pages(
    labels: Sequence[Label],
    draw: Callable[[Canvas, Sequence[Label]], None],
    size: tuple[float, float] = A4,
    per_page: int = 1,
) -> bytes:
    """A file with `per_page` of the labels on each page, as `draw` draws them."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1)
    for first in range(0, len(labels), per_page):
        draw(canvas, labels[first : first + per_page])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def photo(data: bytes, dpi: int = 203, grey: int = 255) -> bytes:
    """The same pages as one JPEG each, on paper of that grey."""
    target = io.BytesIO()
    canvas = Canvas(target)
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            width, height = page.get_size()
            picture = page.render(scale=dpi / 72).to_pil().convert("L")
            kept = io.BytesIO()
            picture.point(lambda value: value * grey // 255).save(kept, "JPEG", quality=70)
            kept.seek(0)
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(kept), 0, 0, width, height)
            canvas.showPage()
            page.close()
    canvas.save()
    return target.getvalue()
