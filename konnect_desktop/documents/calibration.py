"""The test page of a printer: rulers to measure and a code to scan, on any paper."""

from __future__ import annotations

import io

from konnect_desktop.errors import DocumentError

MARGIN_MM = 8.0
_MODULE_MM = 0.375  # three dots at 203 dpi
_SMALLEST_MM = 40.0


def ruler_mm(width_mm: float, height_mm: float) -> int:
    """How long the ruler on that paper is: as long as fits, in steps of 10 mm, at most 180."""
    longest = max(width_mm, height_mm) - 2 * MARGIN_MM
    return max(20, min(180, int(longest // 10) * 10))


def make_test_page(width_mm: float, height_mm: float, code: str, printer: str) -> bytes:
    """Return a page of that size with a ruler along its longer side and `code` as bars.

    Raises DocumentError for paper that is too small.
    """
    from reportlab.graphics.barcode import code128
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    if min(width_mm, height_mm) < _SMALLEST_MM:
        raise DocumentError("This paper is too small for the test page.")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width_mm * mm, height_mm * mm), invariant=True)
    canvas.setTitle("Test page")
    length = ruler_mm(width_mm, height_mm)
    left, bottom = MARGIN_MM * mm, MARGIN_MM * mm
    # A frame at the margin shows at once whether anything is cut off or moved.
    canvas.setLineWidth(0.4)
    canvas.rect(3 * mm, 3 * mm, (width_mm - 6) * mm, (height_mm - 6) * mm)
    is_wide = width_mm >= height_mm
    if is_wide:
        canvas.translate(left, bottom)
    else:
        canvas.translate(left + 9 * mm, bottom)
        canvas.rotate(90)
    _ruler(canvas, length, mm)
    if is_wide:
        canvas.translate(-left, -bottom)
    else:
        canvas.rotate(-90)
        canvas.translate(-left - 9 * mm, -bottom)
    text_left = (MARGIN_MM + (0 if is_wide else 14)) * mm
    top = (height_mm - MARGIN_MM - 6) * mm
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(text_left, top, "Test page")
    canvas.setFont("Helvetica", 8.5)
    lines = (
        printer.encode("latin-1", "replace").decode("latin-1")[:40],
        f"1. Measure the ruler: it must be {length} mm long.",
        "2. Scan the bars below into the app.",
    )
    for number, line in enumerate(lines, 1):
        canvas.drawString(text_left, top - number * 5.5 * mm, line)
    bars = code128.Code128(code, barWidth=_MODULE_MM * mm, barHeight=14 * mm, quiet=False)
    bars.drawOn(canvas, text_left, top - 36 * mm)
    canvas.drawString(text_left, top - 41 * mm, code)
    canvas.save()
    return buffer.getvalue()


def _ruler(canvas: object, length: int, mm: float) -> None:
    draw = canvas.line  # type: ignore[attr-defined]
    canvas.setLineWidth(0.3)  # type: ignore[attr-defined]
    draw(0, 0, length * mm, 0)
    canvas.setFont("Helvetica", 6)  # type: ignore[attr-defined]
    for step in range(length + 1):
        tall = 5.0 if step % 10 == 0 else 3.5 if step % 5 == 0 else 2.0
        draw(step * mm, 0, step * mm, tall * mm)
        if step % 10 == 0:
            canvas.drawCentredString(step * mm, 5.8 * mm, str(step))  # type: ignore[attr-defined]
