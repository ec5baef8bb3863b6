"""Labels on sheets: every bar where it belongs, true to size, and readable at 203 dpi."""

from __future__ import annotations

import pypdfium2
import pytest

from konnect_desktop.domain.printing import CustomSheet, Layout, PrintChoices, TooLarge
from konnect_desktop.errors import DocumentError
from tests.documents import make_pdf
from tests.documents.make_pdf import a_label
from tests.documents.press_steps import pressed

AWB_LEFT_MM = 12
LABELS = [a_label(number) for number in range(10)]
PAPERS = [make_pdf.labels_pdf([label]) for label in LABELS]
AWBS = [label.awb for label in LABELS]


def places_mm(data: bytes, page: int, words: str) -> tuple[float, float]:
    """Left and bottom of the first occurrence of `words`, in mm from the page's corner."""
    with pypdfium2.PdfDocument(data) as document:
        text = document[page].get_textpage()
        found = text.search(words).get_next()
        assert found is not None
        left, bottom, _, _ = text.get_charbox(found[0], loose=True)
        return left * 25.4 / 72, bottom * 25.4 / 72


def test_as_it_is_keeps_every_page_its_own_sheet() -> None:
    job = pressed(PAPERS[:3], PrintChoices())
    assert job.sizes == [(105, 148)] * 3
    assert [job.codes(sheet) for sheet in range(3)] == [[awb] for awb in AWBS[:3]]
    assert places_mm(job.pdf, 1, "AWB") == pytest.approx(places_mm(PAPERS[1], 0, "AWB"), abs=0.01)


def test_four_on_a4_read_at_203_dpi() -> None:
    job = pressed(PAPERS, PrintChoices(layout=Layout.A4_4UP))
    assert job.sizes == [(210, 297)] * 3
    assert [job.codes(sheet) for sheet in range(3)] == [AWBS[:4], AWBS[4:8], AWBS[8:]]
    assert job.unreadable() == []


def test_places_are_in_reading_order_and_true_to_size() -> None:
    job = pressed(PAPERS[:4], PrintChoices(layout=Layout.A4_4UP))
    left, bottom = places_mm(PAPERS[0], 0, "AWB")
    for number, (column, row) in enumerate([(0, 1), (1, 1), (0, 0), (1, 0)]):
        x, y = places_mm(job.pdf, 0, AWBS[number])
        own_x, own_y = places_mm(PAPERS[number], 0, AWBS[number])
        # A6 is half a millimetre lower than a quarter of A4 and stands in its middle, as far
        # as whole dots of the printer allow.
        assert x == pytest.approx(own_x + column * 105, abs=0.1)
        assert y == pytest.approx(own_y + row * 148.5 + 0.25, abs=0.1)
    assert (left, bottom) == pytest.approx((AWB_LEFT_MM, 94), abs=1.5)


def test_half_used_sheet() -> None:
    job = pressed(PAPERS[:4], PrintChoices(layout=Layout.A4_4UP, first_slot=2))
    assert [job.codes(0), job.codes(1)] == [AWBS[:2], AWBS[2:4]]
    assert [(placed.sheet, placed.slot) for placed in job.plan.placed] == [
        (0, 2),
        (0, 3),
        (1, 0),
        (1, 1),
    ]
    x, y = places_mm(job.pdf, 0, AWBS[0])
    assert x < 105
    assert y < 148.5


@pytest.mark.parametrize("layout", [Layout.A4_4UP, Layout.THERMAL_4X6, Layout.A4_ONE])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turned_and_moved_pages_land_upright(angle: int, layout: Layout) -> None:
    """Rotation and page origin are respected; a lying page is turned to fit."""
    moved = [make_pdf.with_origin(data, -70, 240) for data in PAPERS[:4]]
    job = pressed([make_pdf.rotated(data, angle) for data in moved], PrintChoices(layout=layout))
    read = [code for sheet in range(len(job.plan.sheets)) for code in job.codes(sheet)]
    assert read == AWBS[:4]
    assert job.unreadable() == []
    assert {placed.fit.scale for placed in job.plan.placed} == {1.0}


def test_picture_labels_read_too() -> None:
    pictures = [make_pdf.picture_pdf(data) for data in PAPERS[:4]]
    job = pressed(pictures, PrintChoices(layout=Layout.A4_4UP))
    assert job.codes(0) == AWBS[:4]


def test_too_large_is_refused_not_shrunk() -> None:
    data = make_pdf.labels_pdf([a_label(1)], size=make_pdf.A4)
    custom = PrintChoices(layout=Layout.CUSTOM, custom=CustomSheet(50, 80))
    job = pressed([data, PAPERS[2]], custom)
    assert job.plan.placed == ()
    refused = job.plan.refused[0]
    assert refused.why is TooLarge.BARS_TOO_FINE
    assert refused.dots == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize(("layout", "place"), [(Layout.A4_4UP, 4), (Layout.A4_4UP, -1)])
def test_place_that_the_sheet_does_not_have(layout: Layout, place: int) -> None:
    with pytest.raises(DocumentError, match="places"):
        pressed(PAPERS[:1], PrintChoices(layout=layout, first_slot=place))
