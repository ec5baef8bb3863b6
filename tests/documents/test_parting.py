"""Sheets of several orders come apart into labels; nothing of another is left on any of them."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2
import pytest
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.identifiers import Expected
from konnect_desktop.documents.matching import match_pages
from konnect_desktop.documents.parting import part_pages
from konnect_desktop.documents.rendering import decode_barcodes, page_sizes_mm
from tests.documents import draw_layouts as layouts
from tests.documents import make_pdf
from tests.documents.draw_layouts import LANDSCAPE_A4, THERMAL, Look, Place
from tests.documents.make_pdf import A4, Label, a_label

FRAMED, BARE = Look(), Look(is_framed=False)
ROLL = (288.0, 864.0)
SHEETS: dict[str, tuple[tuple[float, float], list[Place], Look]] = {
    "frames that share their lines": (
        A4, [(x, y, 102, 146) for y in (2, 148) for x in (3, 105)], FRAMED),
    "eight without frames": (
        A4, [(x, y, 99, 70) for y in (2, 75, 148, 221) for x in (3, 108)], BARE),
    "three side by side": (LANDSCAPE_A4, [(x, 10, 92, 180) for x in (3, 101, 200)], BARE),
    "two on a piece of roll": (ROLL, [(2, y, 97, 148) for y in (2, 155)], FRAMED),
    "two halves of a label": (THERMAL, [(2, y, 97, 72) for y in (2, 77)], FRAMED),
}  # fmt: skip


def _drawn(name: str) -> tuple[bytes, list[Label]]:
    size, places, look = SHEETS[name]
    labels = [a_label(number) for number in range(len(places))]

    def draw(canvas: Canvas, some: Sequence[Label]) -> None:
        for label, place in zip(some, places, strict=True):
            layouts.label_at(canvas, size[1] / mm, label, place, look)

    return layouts.pages(labels, draw, size, len(places)), labels


def _expected(labels: Sequence[Label]) -> list[Expected]:
    return [Expected(label.shipment_id, (label.awb,), label.order_no) for label in labels]


@pytest.mark.parametrize("name", SHEETS)
def test_each_label_becomes_a_page(name: str) -> None:
    data, labels = _drawn(name)
    expected = _expected(labels)
    (page,) = match_pages(data, expected).pages
    assert page.shipment_id is None
    assert set(page.shows) == {label.shipment_id for label in labels}
    parted = part_pages(data, [0], expected)
    assert parted.origins == (0,) * len(labels)
    assert parted.parts == set(range(len(labels)))
    match = match_pages(parted.data, expected)
    assert match.complete
    for label in labels:
        (number,) = match.matched[label.shipment_id]
        assert decode_barcodes(parted.data, number) == [label.awb]
        with pypdfium2.PdfDocument(parted.data) as document:
            words = document[number].get_textpage().get_text_range()
        assert [other.awb for other in labels if other.awb in words] == [label.awb]
        _, place, look = next(SHEETS[key] for key in SHEETS if key == name)
        if look.is_framed:
            size = page_sizes_mm(parted.data)[number]
            assert size == pytest.approx(place[0][2:], abs=3)


def test_other_pages_stay_as_they_are() -> None:
    four, labels = _drawn("two on a piece of roll")
    single = make_pdf.labels_pdf([a_label(7)])
    data = make_pdf.joined([single, four, single])
    parted = part_pages(data, [1], _expected(labels))
    assert parted.origins == (0, 1, 1, 2)
    assert parted.parts == {1, 2}
    assert decode_barcodes(parted.data, 3) == [a_label(7).awb]


def test_labels_that_overlap_stay_together() -> None:
    labels = [a_label(0), a_label(1)]

    def draw(canvas: Canvas, some: Sequence[Label]) -> None:
        for label, top in zip(some, (3.0, 60.0), strict=True):
            layouts.label_at(canvas, 297, label, (3, top, 204, 100), FRAMED)

    data = layouts.pages(labels, draw, per_page=2)
    parted = part_pages(data, [0], _expected(labels))
    assert parted.data == data
    assert parted.parts == frozenset()


def test_a_sheet_of_one_order_stays_together() -> None:
    labels = [a_label(0), a_label(0)]

    def draw(canvas: Canvas, some: Sequence[Label]) -> None:
        for label, top in zip(some, (3.0, 151.0), strict=True):
            layouts.label_at(canvas, 297, label, (3, top, 204, 140), FRAMED)

    data = layouts.pages(labels, draw, per_page=2)
    (page,) = match_pages(data, _expected(labels[:1])).pages
    assert page.shipment_id == labels[0].shipment_id
