"""Every page finds its own shipment, or none: never another's."""

from __future__ import annotations

import random

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.documents.checking import check_pdf
from konnect_desktop.documents.matching import Expected, match_pages
from konnect_desktop.documents.pages import merge, split
from konnect_desktop.documents.rendering import decode_barcodes
from tests.documents import make_pdf
from tests.documents.make_pdf import Label, a_label
from tests.examples import examples


def expected(*labels: Label) -> list[Expected]:
    return [Expected(label.shipment_id, (label.awb,), label.order_no) for label in labels]


def test_shuffled_pages_find_their_shipments() -> None:
    labels = [a_label(n) for n in range(60)]
    shuffled = random.Random(5).sample(labels, k=60)
    result = match_pages(make_pdf.labels_pdf(shuffled), expected(*labels))
    assert list(result.matched) == [label.shipment_id for label in labels]
    assert [page.shipment_id for page in result.pages] == [label.shipment_id for label in shuffled]
    assert {page.how for page in result.pages} == {"text"}
    assert result.complete


def test_missing_and_foreign_pages_are_named() -> None:
    one, two, three, foreign = (a_label(n) for n in range(1, 5))
    result = match_pages(make_pdf.labels_pdf([three, foreign, one]), expected(one, two, three))
    assert result.missing == (two.shipment_id,)
    assert result.unmatched_pages == (1,)
    assert result.matched == {one.shipment_id: (2,), three.shipment_id: (0,)}
    assert not result.complete


def test_repeat_is_kept_once_and_named() -> None:
    one, two = a_label(1), a_label(2)
    result = match_pages(make_pdf.labels_pdf([one, two, one]), expected(one, two))
    assert result.repeated == (one.shipment_id,)
    assert result.matched == {one.shipment_id: (0,), two.shipment_id: (1,)}
    assert [page.shipment_id for page in result.pages].count(one.shipment_id) == 2


def test_repeat_from_another_file_is_seen_as_one() -> None:
    """Another writer, other object numbers, other packing: the same page to the eye."""
    one = a_label(1)
    again = make_pdf.changed(
        make_pdf.labels_pdf([one]),
        lambda _: None,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    result = match_pages(merge([make_pdf.labels_pdf([one]), again]), expected(one))
    assert result.repeated == (one.shipment_id,)


def test_pages_of_one_shipment_stay_together() -> None:
    one, two = a_label(1), a_label(2)
    pages = [a_label(1, note="1/2"), two, a_label(1, note="2/2")]
    result = match_pages(make_pdf.labels_pdf(pages), expected(two, one))
    assert result.matched == {two.shipment_id: (1,), one.shipment_id: (0, 2)}
    assert result.complete


def test_same_text_but_another_picture_is_no_repeat() -> None:
    pages = [a_label(1), a_label(1, show_bars=False)]
    result = match_pages(make_pdf.labels_pdf(pages), expected(a_label(1)))
    assert result.matched == {a_label(1).shipment_id: (0, 1)}
    assert result.repeated == ()


def test_page_without_text_is_known_by_its_barcode() -> None:
    labels = [a_label(n) for n in (3, 1, 2)]
    data = make_pdf.picture_pdf(
        make_pdf.labels_pdf([a_label(n, show_text=False) for n in (3, 1, 2)])
    )
    result = match_pages(data, expected(*reversed(labels)))
    assert [page.how for page in result.pages] == ["barcode"] * 3
    assert [page.shipment_id for page in result.pages] == [label.shipment_id for label in labels]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_and_moved_pages_match(angle: int) -> None:
    label = a_label(7)
    for data in (make_pdf.labels_pdf([label]), make_pdf.picture_pdf(make_pdf.labels_pdf([label]))):
        moved = make_pdf.rotated(make_pdf.with_origin(data, 120, -35), angle)
        assert match_pages(moved, expected(label)).complete


def test_blank_page_is_unmatched() -> None:
    label = a_label(1)
    data = make_pdf.pdf_of([make_pdf.drawing(label), lambda canvas: None])
    assert match_pages(data, expected(label)).unmatched_pages == (1,)


def test_part_of_a_longer_number_is_no_match() -> None:
    page = Label(shipment_id="123456789012", awb="998877665544", order_no="ORDER-5512")
    for wrong in (
        Expected("12345678901", ("99887766554",), "ORDER-551"),
        Expected("23456789012", ("98877665544",), "RDER-5512"),
        Expected("123456789012-2", ("998877665544A",), "ORDER-5512-1"),
        Expected("none", (), "ORDER"),
    ):
        result = match_pages(make_pdf.labels_pdf([page]), [wrong])
        assert result.unmatched_pages == (0,), wrong


def test_longest_id_wins() -> None:
    part = Label(shipment_id="FYA100200-2", awb="", show_bars=False)
    whole = Label(shipment_id="FYA100200", awb="", show_bars=False)
    result = match_pages(
        make_pdf.labels_pdf([part, whole]),
        [Expected("FYA100200", (), ""), Expected("FYA100200-2", (), "")],
    )
    assert result.matched == {"FYA100200": (1,), "FYA100200-2": (0,)}


def test_letters_match_in_any_case() -> None:
    page = Label(shipment_id="fya100200", awb="sf0099xy", order_no="")
    assert match_pages(make_pdf.labels_pdf([page]), [Expected("FYA100200", (), "")]).complete


def test_own_ids_beat_a_shared_order_number() -> None:
    first = a_label(1, order_no="FYMPSHARED01")
    second = a_label(2, order_no="FYMPSHARED01")
    result = match_pages(make_pdf.labels_pdf([second, first]), expected(first, second))
    assert result.matched == {first.shipment_id: (1,), second.shipment_id: (0,)}


def test_order_number_alone_serves_only_when_it_is_one_shipments() -> None:
    def bare(canvas: object) -> None:
        canvas.drawString(40, 200, "Tax invoice  Order FYMPSHARED01")  # type: ignore[attr-defined]

    data = make_pdf.pdf_of([bare])
    first, second = a_label(1, order_no="FYMPSHARED01"), a_label(2, order_no="FYMPSHARED01")
    assert match_pages(data, expected(first)).complete
    assert match_pages(data, expected(first, second)).unmatched_pages == (0,)


def test_list_of_many_shipments_belongs_to_none() -> None:
    first, second = a_label(1), a_label(2)

    def manifest(canvas: object) -> None:
        canvas.drawString(40, 200, first.awb)  # type: ignore[attr-defined]
        canvas.drawString(40, 180, second.awb)  # type: ignore[attr-defined]

    result = match_pages(make_pdf.pdf_of([manifest]), expected(first, second))
    assert result.unmatched_pages == (0,)
    assert result.missing == (first.shipment_id, second.shipment_id)


def test_short_numbers_and_empty_ids_match_nothing() -> None:
    page = a_label(1, note="2 x 400001")
    result = match_pages(
        make_pdf.labels_pdf([page]), [Expected("2", ("", "1"), "400001"), Expected("#", (), "")]
    )
    assert result.unmatched_pages == (0,)


def test_several_awbs_of_one_shipment() -> None:
    wanted = Expected("17320000000000000009", ("AWB0001111", "AWB0002222"), "FYMP9")
    pages = [Label("", awb, "", note=awb) for awb in wanted.awb_numbers]
    result = match_pages(make_pdf.labels_pdf(pages), [wanted, wanted])
    assert result.matched == {wanted.shipment_id: (0, 1)}


@pytest.mark.long
@examples(15, whole=40)
@given(st.lists(st.integers(0, 12), max_size=16))
def test_any_pages_in_any_order_never_match_wrongly(drawn: list[int]) -> None:
    """Labels 0 to 8 are expected; 9 to 12 are other people's; any may come any number of times."""
    wanted = expected(*(a_label(n) for n in range(9)))
    data = make_pdf.pdf_of([make_pdf.drawing(a_label(n)) for n in drawn] or [lambda canvas: None])
    result = match_pages(data, wanted)
    known = [n for n in drawn if n < 9]
    assert result.matched == {a_label(n).shipment_id: (drawn.index(n),) for n in sorted(set(known))}
    assert result.missing == tuple(a_label(n).shipment_id for n in range(9) if n not in known)
    assert result.repeated == tuple(a_label(n).shipment_id for n in range(9) if known.count(n) > 1)
    foreign = tuple(at for at, n in enumerate(drawn) if n >= 9)
    assert result.unmatched_pages == (foreign if drawn else (0,))


def test_a_thousand_pages_are_checked_matched_and_taken_apart() -> None:
    labels = [a_label(number) for number in range(1000)]
    data = make_pdf.labels_pdf(labels[::-1])
    assert check_pdf(data).pages == 1000
    wanted = [Expected(label.shipment_id, (label.awb,), label.order_no) for label in labels]
    match = match_pages(data, wanted)
    assert match.complete
    assert match.matched[labels[7].shipment_id] == (992,)
    parts = split(data, match.matched)
    assert len(parts) == 1000
    assert decode_barcodes(parts[labels[7].shipment_id], 0) == [labels[7].awb]
