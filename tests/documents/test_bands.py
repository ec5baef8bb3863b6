"""What a printer is painted with: bands that make up the page, dot for dot."""

from __future__ import annotations

import io

import pypdf
import pytest
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.bands import render_band, render_small
from konnect_desktop.documents.rendering import RenderedPage, decode_picture
from konnect_desktop.errors import DocumentError


def label(*, rotation: int = 0) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(105 * mm, 148 * mm))
    code128.Code128("14123000077", barWidth=0.375 * mm, barHeight=20 * mm).drawOn(
        canvas, 5 * mm, 60 * mm
    )
    canvas.drawString(20, 20, "Ship to")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    writer.pages[0].rotate(rotation)
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


def rows(picture: RenderedPage) -> bytes:
    """The picture without the padding at the end of its rows."""
    size = picture.width * (1 if picture.format == "GRAY8" else 4)
    return b"".join(
        picture.data[number * picture.stride : number * picture.stride + size]
        for number in range(picture.height)
    )


def in_bands(pdf: bytes, dpi: int, height: int) -> tuple[int, bytes]:
    """Width, and all bands below each other."""
    parts = [render_band(pdf, 0, dpi, 0, height)]
    while parts[-1].height == height:
        parts.append(render_band(pdf, 0, dpi, height * len(parts), height))
    return parts[0].width, b"".join(map(rows, parts))


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("height", [64, 333])
def test_bands_are_the_page_dot_for_dot(height: int, rotation: int) -> None:
    pdf = label(rotation=rotation)
    width, banded = in_bands(pdf, 203, height)
    assert (width, banded) == in_bands(pdf, 203, 4000)
    across = {0: 105, 90: 148}[rotation]
    assert width == round(across / 25.4 * 203)
    whole = RenderedPage(width, len(banded) // width, width, "GRAY8", banded)
    assert decode_picture(whole) == ["14123000077"]


def test_a_band_below_the_page_or_far_too_large_is_refused() -> None:
    with pytest.raises(DocumentError):
        render_band(label(), 0, 203, 100_000, 10)
    with pytest.raises(DocumentError):
        render_band(label(), 0, 9600, 0, 100_000)
    with pytest.raises(DocumentError):
        render_band(label(), 7, 203, 0, 10)


def test_small_pictures_come_in_the_order_asked_for() -> None:
    wide, high = (one.height for one in render_small(label(), [0, 0], 90))
    assert wide == high == pytest.approx(90 * 148 / 105, abs=3)
