"""What a printer that takes no PDF gets: the page in its own dots."""

from __future__ import annotations

import io
import random

import pypdf
import pytest
from PIL import Image, ImageFilter
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.printer_dots import SheetDots, printer_dots
from konnect_desktop.documents.rendering import RenderedPage, decode_picture
from konnect_desktop.documents.small_pictures import render_small
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


def picture(made: SheetDots) -> RenderedPage:
    """The dots as a picture in grey."""
    stride = len(made.data) // made.rows
    if made.bits == 8:
        return RenderedPage(made.columns, made.rows, stride, "GRAY8", made.data)
    assert made.bits == 1
    packed = Image.frombuffer("1", (made.columns, made.rows), made.data, "raw", "1", stride, 1)
    return RenderedPage(
        made.columns, made.rows, made.columns, "GRAY8", packed.convert("L").tobytes()
    )


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("bits", [1, 8])
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_can_be_read_from_the_dots(dpi: int, bits: int, rotation: int) -> None:
    made = printer_dots(label(rotation=rotation), 0, dpi, dpi, bits)
    size = {0: (105, 148), 90: (148, 105)}[rotation]
    assert (made.columns, made.rows) == tuple(round(side / 25.4 * dpi) for side in size)
    stride = len(made.data) // made.rows
    assert stride % 4 == 0
    # Nothing on it is grey, so one bit shows it all.
    assert made.bits == 1
    assert 0 <= stride * 8 - made.columns < 32
    assert decode_picture(picture(made)) == ["14123000077"]


def test_colour_is_blue_green_red() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(72, 72))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 72, 72, stroke=0, fill=1)
    canvas.save()
    made = printer_dots(buffer.getvalue(), 0, 101, 101, 24)
    assert made.data[:3] == b"\x00\x00\xff"
    assert len(made.data) == made.rows * 304


def test_grey_areas_become_a_pattern_and_edges_stay_straight() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(144, 72))
    canvas.setFillGray(0.5)
    canvas.rect(0, 0, 72, 72, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.rect(100.3, 0, 20.2, 72, stroke=0, fill=1)
    canvas.save()
    made = picture(printer_dots(buffer.getvalue(), 0, 203, 203, 1))
    rows = [made.data[y * made.stride : (y + 1) * made.stride] for y in range(made.height)]
    grey = b"".join(row[20:180] for row in rows[20:180])
    assert 0.4 < grey.count(255) / len(grey) < 0.6
    # The bar is the same in each row.
    assert len({row[230:] for row in rows}) == 1


@pytest.mark.parametrize("dpi", [203, 300])
def test_grey_stays_grey_on_a_printer_that_has_it(dpi: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(105 * mm, 148 * mm))
    code128.Code128("14123000077", barWidth=0.375 * mm, barHeight=20 * mm).drawOn(
        canvas, 5 * mm, 60 * mm
    )
    canvas.setFillGray(0.5)
    canvas.rect(10, 10, 50, 50, stroke=0, fill=1)
    canvas.save()
    made = printer_dots(buffer.getvalue(), 0, dpi, dpi, 8)
    assert made.bits == 8
    stride = len(made.data) // made.rows
    assert stride % 4 == 0
    assert 0 <= stride - made.columns < 4
    assert made.data.count(127) + made.data.count(128) > 1000
    assert decode_picture(picture(made)) == ["14123000077"]


def test_different_resolutions_across_and_down() -> None:
    made = printer_dots(label(), 0, 600, 300, 1)
    assert (made.columns, made.rows) == (round(105 / 25.4 * 600), round(148 / 25.4 * 300))


def test_a_page_that_is_not_there_or_far_too_large_is_refused() -> None:
    with pytest.raises(DocumentError):
        printer_dots(label(), 7, 203, 203, 1)
    with pytest.raises(DocumentError):
        printer_dots(label(), 0, 9600, 9600, 1)


def test_small_pictures_come_in_the_order_asked_for() -> None:
    wide, high = (one.height for one in render_small(label(), [0, 0], 90))
    assert wide == high == pytest.approx(90 * 148 / 105, abs=3)


def test_grey_in_a_square_of_three_is_an_area_and_less_is_an_edge() -> None:
    columns, rows = 96, 300
    chance = random.Random(3)
    drawn = Image.new("L", (columns, rows), 255)
    for _ in range(400):
        left, top = chance.randrange(columns), chance.randrange(rows)
        size = chance.randint(1, 6), chance.randint(1, 40)
        drawn.paste(chance.choice((0, 90, 180)), (left, top, left + size[0], top + size[1]))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(columns, rows))
    canvas.drawImage(ImageReader(drawn), 0, 0, columns, rows)
    canvas.save()
    made = picture(printer_dots(buffer.getvalue(), 0, 72, 72, 1))
    # Pillow's own way, which takes a hundred times as long.
    between = drawn.point(lambda value: 255 if 40 <= value < 215 else 0)
    core = between.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))
    sharp = drawn.point(lambda value: 255 if value > 127 else 0).tobytes()
    kept = [place for place, is_area in enumerate(core.tobytes()) if not is_area]
    assert bytes(made.data[place] for place in kept) == bytes(sharp[place] for place in kept)
    areas = [place for place, is_area in enumerate(core.tobytes()) if is_area]
    assert len(areas) > 1000
    assert bytes(made.data[place] for place in areas) != bytes(sharp[place] for place in areas)
