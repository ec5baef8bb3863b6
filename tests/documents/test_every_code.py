"""Every code and every word of a page counts, however its ids are written; a number that merely
contains an id is another number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.identifiers import Expected, IdIndex, decide, judge
from konnect_desktop.documents.matching import match_pages
from tests.documents import draw_layouts as layouts
from tests.documents import make_pdf
from tests.documents.draw_layouts import THERMAL, Look
from tests.documents.make_pdf import Label, a_label

ONE = Expected("S1000001", ("7979713674",), "402-1234567-7654321", "411001")
TWO = Expected("S2000002", ("AWB2222222",), "OD22222222", "560001")
INDEX = IdIndex([ONE, TWO])


def _owners(code: str) -> set[str]:
    return {shipment for shipment, _ in INDEX.find_in_code(code)}


@pytest.mark.parametrize("before", ["SORT-560068\n", "400001 ", "DEL/HUB ", "x_1\n", ""])
def test_a_code_counts_wherever_it_stands(before: str) -> None:
    assert INDEX.find(f"{before}AWB2222222") == {("S2000002", "awb")}
    both = INDEX.find(f"{before}AWB2222222\n7979713674")
    assert {shipment for shipment, _ in both} == {"S1000001", "S2000002"}
    assert decide(both) is None


@pytest.mark.parametrize(
    "hyphen",
    ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe63", "\uff0d",
     "\u00ad", "\x02\r\n", "-\r\n", "\u2011\u200b"],
)  # fmt: skip
def test_a_hyphen_is_a_hyphen(hyphen: str) -> None:
    assert INDEX.find(f"Order 402{hyphen}1234567{hyphen}7654321 ") == {("S1000001", "order")}
    assert INDEX.find(f"AWB 797{hyphen}971{hyphen}3674") == {("S1000001", "awb")}


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_what_is_not_seen_does_not_count(mark: str) -> None:
    assert INDEX.find(f"AWB 79797{mark}13674") == {("S1000001", "awb")}


@pytest.mark.parametrize(
    "text", ["402-1234567-7654321-2", "A-402-1234567-7654321", "40212345677654321", "7979713674-2"]
)
def test_a_hyphen_too_many_or_too_few_is_another_number(text: str) -> None:
    assert INDEX.find(text) == set()


@pytest.mark.parametrize(
    "code",
    [
        "7979713674",
        "797 971 3674",
        "7979-713-674",
        "FMPC7979713674",
        "FMPC7979713674411001",
        "7979713674411001",
        "7979713674-411001",
        "DEL-7979713674",
        "AWB:7979713674",
        "awb=7979713674|pin=560001",
        "]C17979713674",
        "]C1007979713674",
        "(00)7979713674",
        "7979713674-1",
        "7979713674_002",
        "FMPP7979713674-1",
        "7979713674IN",
        '{"awb":"7979713674","pin":"411001"}',
        "https://courier.example/track/7979713674",
    ],
)
def test_what_couriers_put_around_an_awb(code: str) -> None:
    assert _owners(code) == {"S1000001"}


@pytest.mark.parametrize(
    "code",
    [
        "97979713674",
        "79797136741",
        "7979713674560001",  # the PIN code of another place
        "797971367499",
        "12345679797136749876543",
        "4111-7979713674",
        "7979713674-1234",
        "7979713674ABCDE",
        "XAWB2222222",
        "AWB22222223",
    ],
)
def test_a_number_that_contains_an_awb_is_another_number(code: str) -> None:
    assert _owners(code) == set()


def test_a_short_awb_is_never_found_in_a_longer_code() -> None:
    index = IdIndex([Expected("S1", ("12345678",), "")])
    assert index.find_in_code("12345678") == {("S1", "awb")}
    assert index.find_in_code("FMPC12345678") == set()


def test_the_longer_awb_is_meant() -> None:
    index = IdIndex(
        [Expected("S1", ("7979713674",), ""), Expected("S2", ("7979713674411001",), "")]
    )
    assert index.find_in_code("FMPC7979713674411001") == {("S2", "awb")}


@given(st.text("0123456789", min_size=1, max_size=5), st.booleans())
def test_digits_of_no_meaning_make_another_number(more: str, is_before: bool) -> None:
    code = more + "7979713674" if is_before else "7979713674" + more
    assert _owners(code) == set()


def _judged(words: str, *codes: str, may_be_several: bool = False) -> tuple[str, ...]:
    bars = [INDEX.find_in_code(code) for code in codes]
    return judge(INDEX.find(words), bars, may_be_several=may_be_several)


def test_words_and_bars_have_to_agree() -> None:
    both = ("S1000001", "S2000002")
    assert _judged("AWB 7979713674", "AWB2222222") == both
    assert _judged("Order OD22222222", "7979713674") == both
    assert _judged("AWB 7979713674", "7979713674", "AWB2222222") == both
    assert _judged("AWB 7979713674", "7979713674", "OD22222222") == both
    assert _judged("", "7979713674", "SORT-1", "AWB2222222") == both
    assert _judged("AWB 7979713674\nExchange for OD22222222", "7979713674") == ("S1000001",)
    assert _judged("AWB 7979713674\nRef AWB AWB2222222", "7979713674") == ("S1000001",)
    assert _judged("Pune 411001", "DEL411001", "7979713674") == ("S1000001",)
    assert _judged("Pune 411001", "DEL411001") == ()


def test_two_shipments_under_one_awb_are_told_apart_by_their_words() -> None:
    index = IdIndex([Expected(one, ("7979713674",), "OD11111111") for one in ("S1111", "S2222")])
    bars = [index.find_in_code("7979713674")]
    for several in (False, True):
        words = index.find("Shipment S2222  AWB 7979713674")
        assert judge(words, bars, may_be_several=several) == ("S2222",)
        assert judge(set(), bars, may_be_several=several) == ("S1111", "S2222")


def test_on_a_sheet_with_room_for_several_an_awb_is_another_label_s() -> None:
    words = "AWB 7979713674\nAWB AWB2222222"
    assert _judged(words, "7979713674", may_be_several=True) == ("S1000001", "S2000002")


def _photo_of(label: Label, look: Look) -> bytes:
    def draw(canvas: Canvas, labels: list[Label]) -> None:
        layouts.label_at(canvas, 152.4, labels[0], (2, 2, 97, 148), look)

    return layouts.photo(layouts.pages([label], draw, THERMAL), dpi=150)


@pytest.mark.parametrize(
    "bars",
    [
        (lambda label: "DEL411001", lambda label: label.awb),
        (lambda label: "-".join((label.awb[:4], label.awb[4:8], label.awb[8:])),),
        (lambda label: f"FMPC{label.awb}411001",),
        (lambda label: f"{label.awb}-1",),
    ],
    ids=["after a routing code", "groups", "with PIN", "parcel"],
)
def test_a_photo_of_a_label_finds_its_order(bars: tuple[object, ...]) -> None:
    label = a_label(3)
    look = Look(has_words=False, bars=bars, bar_mm=0.34)  # type: ignore[arg-type]
    others = [Expected(o.shipment_id, (o.awb,), o.order_no) for o in map(a_label, range(6))]
    (page,) = match_pages(_photo_of(label, look), others).pages
    assert page.shipment_id == label.shipment_id
    assert page.how == "barcode"


@pytest.mark.parametrize("hyphen", ["-", "\u2013", "\u00ad"])
def test_an_order_number_in_words(hyphen: str) -> None:
    words = f"Order 402{hyphen}1234567{hyphen}7654321"
    data = make_pdf.pdf_of([lambda canvas: canvas.drawString(40, 200, words)])
    assert match_pages(data, [ONE]).complete


@pytest.mark.parametrize(
    ("printed", "awb"),
    [
        ("AWB FMPC 7979 7136 74", "FMPC7979713674"),
        ("AWB: FMPC-7979-7136-74", "FMPC7979713674"),
        ("EE 123 456 789 IN", "EE123456789IN"),
        ("ee123456789 in", "EE123456789IN"),
        ("AWB 1459 0000 1234 PIN 411001", "145900001234"),
        ("AWB 145900001234 KG", "145900001234"),
    ],
)
def test_an_awb_of_letters_and_digits_in_groups(printed: str, awb: str) -> None:
    index = IdIndex([Expected("1", (awb,), "OD-1000001"), Expected("2", ("9" + awb,), "OD-2")])
    assert index.find(printed) == {("1", "awb")}
