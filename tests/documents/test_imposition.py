"""Labels on A4: every bar where it belongs, true to size, and readable at 203 dpi."""

from __future__ import annotations

import pypdfium2
import pytest

from konnect_desktop.documents.imposition import Sheet, impose
from konnect_desktop.documents.rendering import decode_barcodes, page_sizes_mm
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import Label, a_label

AWB_LEFT_MM = 12


def awbs(labels: list[Label]) -> list[str]:
    return [label.awb for label in labels]


def places_mm(data: bytes, page: int, words: str) -> tuple[float, float]:
    """Left and bottom of the first occurrence of `words`, in mm from the page's corner."""
    with pypdfium2.PdfDocument(data) as document:
        text = document[page].get_textpage()
        found = text.search(words).get_next()
        assert found is not None
        left, bottom, _, _ = text.get_charbox(found[0], loose=True)
        return left * 25.4 / 72, bottom * 25.4 / 72


def test_as_it_is_changes_nothing() -> None:
    data = make_pdf.labels_pdf([a_label(1)])
    assert impose(data, Sheet.AS_IS) is data


def test_four_on_a4_read_at_203_dpi() -> None:
    labels = [a_label(n) for n in range(10)]
    sheets = impose(make_pdf.labels_pdf(labels), Sheet.A4_4UP)
    assert [(round(w), round(h)) for w, h in page_sizes_mm(sheets)] == [(210, 297)] * 3
    for page in range(3):
        on_sheet = awbs(labels[page * 4 : page * 4 + 4])
        assert sorted(decode_barcodes(sheets, page)) == on_sheet


def test_places_are_in_reading_order_and_true_to_size() -> None:
    labels = [a_label(n) for n in range(4)]
    data = make_pdf.labels_pdf(labels)
    sheets = impose(data, Sheet.A4_4UP)
    left, bottom = places_mm(data, 0, "AWB")
    for number, (column, row) in enumerate([(0, 1), (1, 1), (0, 0), (1, 0)]):
        x, y = places_mm(sheets, 0, labels[number].awb)
        own_x, own_y = places_mm(data, number, labels[number].awb)
        # A6 is half a millimetre lower than a quarter of A4 and stands in its middle.
        assert x == pytest.approx(own_x + column * 105, abs=0.1)
        assert y == pytest.approx(own_y + row * 148.5 + 0.25, abs=0.1)
    assert (left, bottom) == pytest.approx((AWB_LEFT_MM, 94), abs=1.5)


def test_half_used_sheet() -> None:
    labels = [a_label(n) for n in range(4)]
    sheets = impose(make_pdf.labels_pdf(labels), Sheet.A4_4UP, first_slot=2)
    assert sorted(decode_barcodes(sheets, 0)) == awbs(labels[:2])
    assert sorted(decode_barcodes(sheets, 1)) == awbs(labels[2:])
    x, y = places_mm(sheets, 0, labels[0].awb)
    assert x < 105
    assert y < 148.5


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turned_and_moved_pages_land_upright(angle: int) -> None:
    """Rotation and page origin are respected; a lying page is turned to fit."""
    labels = [a_label(n) for n in range(4)]
    data = make_pdf.with_origin(make_pdf.labels_pdf(labels), -70, 240)
    sheets = impose(make_pdf.rotated(data, angle), Sheet.A4_4UP)
    assert sorted(decode_barcodes(sheets, 0)) == awbs(labels)


def test_picture_labels_read_too() -> None:
    labels = [a_label(n) for n in range(4)]
    data = make_pdf.picture_pdf(make_pdf.labels_pdf(labels))
    assert sorted(decode_barcodes(impose(data, Sheet.A4_4UP), 0, 300)) == awbs(labels)


def test_too_large_is_refused_not_shrunk() -> None:
    data = make_pdf.labels_pdf([a_label(1)], size=make_pdf.A4)
    with pytest.raises(DocumentError, match="Page 1 measures 210 × 297 mm") as caught:
        impose(data, Sheet.A4_4UP)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("layout", "slot"), [(Sheet.A4_4UP, 4), (Sheet.A4_4UP, -1), (Sheet.AS_IS, 1)]
)
def test_place_that_the_sheet_does_not_have(layout: Sheet, slot: int) -> None:
    with pytest.raises(DocumentError, match="places"):
        impose(make_pdf.labels_pdf([a_label(1)]), layout, slot)
