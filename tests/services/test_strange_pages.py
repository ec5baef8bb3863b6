"""A page of somebody else is never printed as an order's own, and is always told about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.services.paper_models import Kind
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


def test_a_layer_that_is_not_printed_neither_names_nor_marks_a_page(desk: PapersDesk) -> None:
    answer = make_pdf.with_hidden_layer(pages(*LABELS))
    fetched = desk.fetch(lambda _: answer)
    assert (fetched.missing, fetched.unmatched) == ({}, [])
    for label in LABELS:
        paper = fetched.documents[label.shipment_id]
        assert bars_of(desk, paper) == [label.awb]
        assert "VOID" not in make_pdf.text_of(desk.documents.read(paper))


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


# Two shipments of one marketplace order share its number.

SHARED = "FYMPSHARED01"
ASKED, OTHER = a_label(20, order_no=SHARED), a_label(21, order_no=SHARED)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[PapersDesk]:
    made = PapersDesk(tmp_path, [ASKED, OTHER])
    yield made
    made.db.close()


@pytest.mark.parametrize("kind", ["label", "invoice"])
@pytest.mark.parametrize(
    "page",
    [OTHER, a_label(21, order_no=SHARED, show_bars=False)],
    ids=["words and bars", "words"],
)
def test_the_paper_of_the_other_shipment_is_not_kept(
    pair: PapersDesk, kind: Kind, page: Label
) -> None:
    fetched = pair.fetch(lambda _: pages(page), kind=kind, shipments=pair.shipments[:1])
    assert fetched.documents == {}
    assert "another order" in fetched.missing[ASKED.shipment_id]


@pytest.mark.parametrize("kind", ["label", "invoice"])
def test_only_the_order_number_and_the_other_s_bars(pair: PapersDesk, kind: Kind) -> None:
    def draw(canvas: make_pdf.Canvas) -> None:
        make_pdf.drawing(a_label(21, show_text=False))(canvas)
        canvas.drawString(40, 200, f"Order {SHARED}")

    answer = make_pdf.pdf_of([draw])
    fetched = pair.fetch(lambda _: answer, kind=kind, shipments=pair.shipments[:1])
    assert fetched.documents == {}
    assert "another order" in fetched.missing[ASKED.shipment_id]


def test_an_own_page_is_kept_without_the_other_shipment_s(pair: PapersDesk) -> None:
    answer = pages(ASKED, OTHER)
    fetched = pair.fetch(lambda _: answer, kind="invoice", shipments=pair.shipments[:1])
    assert fetched.documents[ASKED.shipment_id].pages == 1
    (words,) = fetched.unmatched
    assert OTHER.awb in words


def test_an_invoice_with_words_of_one_and_bars_of_the_other(pair: PapersDesk) -> None:
    crossed = a_label(20, order_no=SHARED, awb=OTHER.awb, text_awb=ASKED.awb)
    fetched = pair.fetch(lambda _: pages(crossed), kind="invoice", shipments=pair.shipments[:1])
    assert "another order" in fetched.missing[ASKED.shipment_id]


def test_bars_of_a_shipment_that_is_not_known_yet(tmp_path: Path) -> None:
    """The other shipment of the order was not read from Fynd so far."""
    desk = PapersDesk(tmp_path, [ASKED])
    fetched = desk.fetch(lambda _: pages(OTHER))
    assert "another order" in fetched.missing[ASKED.shipment_id]
    desk.db.close()


def test_an_invoice_with_nothing_but_the_order_number_is_kept(pair: PapersDesk) -> None:
    invoice = make_pdf.pdf_of([lambda canvas: canvas.drawString(40, 200, f"Order {SHARED}")])
    fetched = pair.fetch(lambda _: invoice, kind="invoice", shipments=pair.shipments[:1])
    assert list(fetched.documents) == [ASKED.shipment_id]


def test_a_label_with_its_awb_in_groups_of_digits_is_kept(pair: PapersDesk) -> None:
    def draw(canvas: make_pdf.Canvas) -> None:
        make_pdf.drawing(a_label(0, awb="ROUTE-77-MUMBAI", show_text=False))(canvas)
        awb = ASKED.awb
        canvas.drawString(40, 200, f"Order {SHARED}  AWB {awb[:4]} {awb[4:8]} {awb[8:]}")

    fetched = pair.fetch(lambda _: make_pdf.pdf_of([draw]), shipments=pair.shipments[:1])
    assert list(fetched.documents) == [ASKED.shipment_id]
