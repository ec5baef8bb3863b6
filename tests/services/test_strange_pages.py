"""A page of somebody else is never printed as an order's own, and is always told about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.rows import StoredDocument
from tests.documents import make_pdf
from tests.documents.make_pdf import Label, a_label
from tests.services.papers_desk import PapersDesk

LABELS = [a_label(number) for number in range(6)]
BY_ID = {label.shipment_id: label for label in LABELS}
IDS = list(BY_ID)
STRANGER = a_label(77)
TERMS = make_pdf.pdf_of([lambda canvas: canvas.drawString(50, 300, "Terms of carriage")])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PapersDesk]:
    made = PapersDesk(tmp_path, LABELS)
    yield made
    made.db.close()


def pages(*labels: Label) -> bytes:
    return make_pdf.labels_pdf(labels)


def bars_of(desk: PapersDesk, paper: StoredDocument) -> list[str]:
    data = desk.documents.read(paper)
    return [code for page in range(paper.pages) for code in decode_barcodes(data, page)]


@pytest.mark.parametrize(
    "stranger",
    [STRANGER, a_label(77, show_text=False), a_label(77, show_bars=False)],
    ids=["words and bars", "bars", "words"],
)
def test_a_stranger_is_no_second_page(desk: PapersDesk, stranger: Label) -> None:
    """Not even when nothing else came for the one order that was asked for."""
    answer = pages(LABELS[0], stranger)
    fetched = desk.fetch(lambda _: answer, shipments=desk.shipments[:1])
    assert fetched.missing == {}
    paper = fetched.documents[IDS[0]]
    assert paper.pages == 1
    assert bars_of(desk, paper) == [LABELS[0].awb]
    (words,) = fetched.unmatched
    assert words.startswith("Page 2 of the labels")
    assert (STRANGER.awb in words) is stranger.show_bars


def test_an_awb_in_groups_of_digits_is_an_awb(desk: PapersDesk) -> None:
    page = make_pdf.pdf_of([lambda canvas: canvas.drawString(50, 300, "AWB 1490 0000 0077")])
    answer = make_pdf.joined([pages(LABELS[0]), page])
    fetched = desk.fetch(lambda _: answer, shipments=desk.shipments[:1])
    assert fetched.documents[IDS[0]].pages == 1
    assert len(fetched.unmatched) == 1


def test_what_follows_a_stranger_is_the_stranger_s(desk: PapersDesk) -> None:
    answer = make_pdf.joined([pages(LABELS[0]), TERMS, pages(STRANGER), TERMS])
    fetched = desk.fetch(lambda _: answer, shipments=desk.shipments[:1])
    assert fetched.documents[IDS[0]].pages == 2
    assert [words[:6] for words in fetched.unmatched] == ["Page 3", "Page 4"]


@pytest.mark.parametrize("comes_again", [True, False])
def test_a_stranger_in_a_group_is_told_once(desk: PapersDesk, comes_again: bool) -> None:
    def answer(ids: list[str]) -> bytes:
        found = []
        for key in ids:
            found.append(BY_ID[key])
            if key == IDS[2] and (comes_again or len(ids) > 1):
                found.append(STRANGER)
        return pages(*found)

    fetched = desk.fetch(answer)
    assert fetched.missing == {}
    assert desk.asked == [tuple(IDS), (IDS[2],)]
    assert bars_of(desk, fetched.documents[IDS[2]]) == [LABELS[2].awb]
    (words,) = fetched.unmatched
    assert words.startswith("Page 4 of the labels")
    assert STRANGER.awb in words


def test_a_page_that_goes_on_with_the_same_numbers_stays(desk: PapersDesk) -> None:
    """The second page of an invoice names nobody, but the seller's number is on both."""

    def first(canvas: make_pdf.Canvas) -> None:
        canvas.drawString(40, 300, f"Tax invoice  Shipment {IDS[0]}")
        canvas.drawString(40, 280, "GSTIN 27AAPFU0939F1ZV  HSN 61091000")

    def second(canvas: make_pdf.Canvas) -> None:
        canvas.drawString(40, 300, "Continued  GSTIN 27AAPFU0939F1ZV  HSN 61091000")

    answer = make_pdf.pdf_of([first, second])
    fetched = desk.fetch(lambda _: answer, kind="invoice", shipments=desk.shipments[:1])
    assert fetched.documents[IDS[0]].pages == 2
    assert fetched.unmatched == []
