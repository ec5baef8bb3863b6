"""Pages as pixels, from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import (
    decode_barcodes,
    find_codes,
    page_sizes_mm,
    render_open_page,
    render_page,
    to_whole_dots,
)
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label


def test_a6_at_203_dpi() -> None:
    picture = render_page(make_pdf.labels_pdf([a_label(1)]), 0, 203, grey=True)
    assert picture.format == "GRAY8"
    assert (picture.width, picture.height) == pytest.approx((839, 1183), abs=1)
    assert picture.stride >= picture.width
    assert len(picture.data) == picture.stride * picture.height
    assert {0, 255} <= set(picture.data)


def test_colours_are_blue_green_red() -> None:
    def orange(canvas: object) -> None:
        canvas.setFillColorRGB(1, 0.5, 0)  # type: ignore[attr-defined]
        canvas.rect(0, 0, 300, 500, stroke=0, fill=1)  # type: ignore[attr-defined]

    picture = render_page(make_pdf.pdf_of([orange]), 0, 72)
    assert picture.format == "BGRX"
    blue, green, red = picture.data[:3]
    assert (red, blue) == (255, 0)
    assert green in (127, 128)


def test_limits_are_kept() -> None:
    data = make_pdf.labels_pdf([a_label(1)])
    with pytest.raises(DocumentError, match="too large to draw"):
        render_page(data, 0, 600, max_pixels=1_000_000)
    with pytest.raises(DocumentError, match="Page 2 is not"):
        render_page(data, 1, 72)
    with pytest.raises(DocumentError, match="dots an inch"):
        render_page(data, 0, 0)
    with pytest.raises(DocumentError):
        render_page(b"%PDF-1.4 broken", 0, 72)


def test_sizes_are_as_seen() -> None:
    data = make_pdf.with_origin(make_pdf.labels_pdf([a_label(1), a_label(2)]), 99, 11)
    for width, height in page_sizes_mm(make_pdf.rotated(data, 270)):
        assert (width, height) == pytest.approx((148, 105), abs=0.01)


def test_barcodes_top_to_bottom() -> None:
    def two(canvas: object) -> None:
        make_pdf.drawing(a_label(1))(canvas)  # type: ignore[arg-type]
        canvas.translate(0, -60 * make_pdf.mm)  # type: ignore[attr-defined]
        make_pdf.drawing(a_label(2, show_text=False))(canvas)  # type: ignore[arg-type]

    assert decode_barcodes(make_pdf.pdf_of([two]), 0) == [a_label(1).awb, a_label(2).awb]
    assert decode_barcodes(make_pdf.pdf_of([lambda canvas: None]), 0) == []


def test_many_threads_at_once() -> None:
    labels = [a_label(n) for n in range(8)]
    data = make_pdf.labels_pdf(labels)
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda n: decode_barcodes(data, n % 8), range(24)))
    assert read == [[labels[n % 8].awb] for n in range(24)]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
@pytest.mark.parametrize("margin", [0, 37])
def test_widening_to_whole_dots_moves_nothing(angle: int, margin: int) -> None:
    data = make_pdf.with_origin(make_pdf.labels_pdf([a_label(1)]), -31, 17)
    if margin:
        data = make_pdf.with_crop_box(data, margin)
    data = make_pdf.rotated(data, angle)
    before = find_codes(render_page(data, 0, 203, grey=True))
    with pdfium_document(data) as document, pdfium_page(document, 0) as opened:
        width, height = opened.get_size()
        to_whole_dots(opened)
        after = find_codes(render_open_page(opened, 203, grey=True))
        wider, higher = opened.get_size()
    assert 0 <= wider - width < 72 / 203
    assert 0 <= higher - height < 72 / 203
    assert (wider * 203 / 72) % 1 > 0.98
    for one, other in zip(before[0].corners, after[0].corners, strict=True):
        assert one == pytest.approx(other, abs=2)
