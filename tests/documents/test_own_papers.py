"""Pick list, packing slip and handover sheet as PDF: what they say, how they break, what scans."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from konnect_desktop.documents import bar_codes
from konnect_desktop.documents.handover_sheet import draw_handover_sheets, kilograms
from konnect_desktop.documents.packing_slip import draw_packing_slips
from konnect_desktop.documents.pick_list import draw_pick_lists, orders_text
from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.papers import (
    HandoverRow,
    HandoverSheet,
    PackingSlip,
    PaperChoices,
    PaperHead,
    PaperSize,
    PickLine,
    PickList,
    PickSection,
    SlipItem,
)

HEAD = PaperHead("Practice Traders Private Limited", "MUM-01", "24 Nov 2026, 10:25")
SIZES = pytest.mark.parametrize("size", list(PaperSize))
LONG = "First: " + "hand block printed cotton kurta with mother-of-pearl buttons " * 6
ODD = "a\x00b\u202e <b>&amp; 😀 \ud83d ₹ ” \\ ) ("


def pick_list(count: int, name: str = "Cotton kurta", *, sections: int = 1) -> PickList:
    lines = [
        PickLine(f"KUR-{n:04d}-IND", name, n % 30 + 1, f"A{n % 40}-{n % 4}", ((f"40{n:012d}", 1),))
        for n in range(count)
    ]
    each = max(1, -(-count // sections))
    parts = [lines[start : start + each] for start in range(0, max(1, count), each)]
    made = tuple(PickSection(f"Part {n}" * (sections > 1), tuple(p)) for n, p in enumerate(parts))
    return PickList(HEAD, made, count)


def slip(count: int = 3, **more: object) -> PackingSlip:
    items = tuple(SlipItem(f"SKU-{n}", f"Article {n}", n % 3 + 1, f"B{n}") for n in range(count))
    return PackingSlip(HEAD, "402-7712345-1234567", "17612345678901234567", items, **more)  # type: ignore[arg-type]


def sheet(count: int) -> HandoverSheet:
    rows = tuple(
        HandoverRow(f"SH{n:010d}", f"ORD-{n:06d}", f"14{n:011d}", weight_g=Decimal(450))
        for n in range(count)
    )
    return HandoverSheet(HEAD, 12, "Delhivery", rows)


def texts(pdf: bytes) -> list[str]:
    """What a reader finds on each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def scanned(pdf: bytes) -> list[str]:
    """What a scanner reads from all pages at 203 dpi."""
    pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return [code for number in range(pages) for code in decode_barcodes(pdf, number)]


def assert_size(pdf: bytes, size: PaperSize) -> None:
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        sides = (float(page.mediabox.width), float(page.mediabox.height))
        assert sides == pytest.approx([side * 72 / 25.4 for side in size.size_mm], abs=0.01)


def assert_numbered(pages: Iterable[str]) -> None:
    shown = list(pages)
    for number, text in enumerate(shown, 1):
        assert f"Page {number} of {len(shown)}" in text


# ---- pick list ---------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("count", [1, 150])
def test_every_article_is_on_the_pick_list_once_and_scans(size: PaperSize, count: int) -> None:
    data = pick_list(count)
    pdf = draw_pick_lists([data], PaperChoices(size=size))
    assert_size(pdf, size)
    shown = texts(pdf)
    assert_numbered(shown)
    words = "\n".join(shown).split()
    skus = [line.sku for line in data.sections[0].lines]
    assert [word for word in words if word.startswith("KUR-")] == skus
    assert scanned(pdf) == skus
    assert all("Article" in text and "Pieces" in text for text in shown)
    assert "MUM-01" in shown[-1]


@SIZES
@pytest.mark.parametrize(
    "shelves", [("A39-3", "B2"), ("RACK-A12", "RACK-A13"), ("WH1-A-12-03", "WH1-A-12-04-TOP-LEFT")]
)
def test_the_whole_shelf_is_printed(size: PaperSize, shelves: tuple[str, ...]) -> None:
    lines = tuple(PickLine(f"S{n}", LONG, 1, shelf) for n, shelf in enumerate(shelves))
    data = PickList(HEAD, (PickSection("", lines),), 2)
    words = "\n".join(texts(draw_pick_lists([data], PaperChoices(size=size)))).split()
    assert [word for word in words if word in shelves] == list(shelves)


def test_two_thousand_lines_stay_small() -> None:
    pdf = draw_pick_lists([pick_list(2000)], PaperChoices())
    shown = texts(pdf)
    assert_numbered(shown)
    assert sum(text.count("KUR-") for text in shown) == 2000
    assert len(pdf) < 1_500_000


@SIZES
def test_a_row_is_never_split_and_never_leaves_the_page(size: PaperSize) -> None:
    pdf = draw_pick_lists([pick_list(60, LONG)], PaperChoices(size=size))
    margin = 20  # points; the outer margins are wider
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            found = page.get_textpage()
            rects = [found.get_rect(n) for n in range(found.count_rects())]
            assert all(
                margin < left and right < width - margin and margin < low and high < height - margin
                for left, low, right, high in rects
            )
    for text in texts(pdf):
        # The SKU, its name and its order stand together.
        assert text.count("KUR-") == text.count("First:") == text.count("Order …")


def test_names_in_every_script_can_be_searched() -> None:
    names = ["बनारसी सिल्क साड़ी", "கைத்தறி புடவை", "চট্টোপাধ্যায় শাড়ি", "ગુજરાતી", "ਪੰਜਾਬੀ ਸੂਟ"]
    lines = tuple(PickLine(f"S{n}", name, 1) for n, name in enumerate(names))
    data = PickList(HEAD, (PickSection("", lines),), 1)
    (text,) = texts(draw_pick_lists([data], PaperChoices()))
    for name in names:
        assert name in text


def test_sections_have_their_titles_with_a_line_below() -> None:
    pdf = draw_pick_lists([pick_list(80, sections=2)], PaperChoices())
    shown = "\n".join(texts(pdf))
    assert shown.count("Part 0") == shown.count("Part 1") == 1
    for text in texts(pdf):
        assert not text.rstrip().endswith("Part 1")


def test_each_location_begins_on_its_own_page() -> None:
    pdf = draw_pick_lists([pick_list(2), pick_list(3)], PaperChoices())
    assert ["Page 1 of 1" in text for text in texts(pdf)] == [True, True]


def test_empty_list_says_so() -> None:
    empty = PickList(HEAD, (PickSection("", ()),), 0)
    (text,) = texts(draw_pick_lists([empty], PaperChoices()))
    assert "Nothing to pick." in text


@SIZES
def test_odd_characters_break_nothing(size: PaperSize) -> None:
    line = PickLine(ODD, ODD + LONG, 10**7, ODD, ((ODD, 2),))
    data = PickList(PaperHead(ODD, ODD, ODD), (PickSection(ODD, (line,)),), 1)
    choices = PaperChoices(size=size)
    assert "<b>&amp;" in texts(draw_pick_lists([data], choices))[0]
    paper = PackingSlip(data.head, ODD, ODD, (SlipItem(ODD, ODD, 1),), (ODD, "سلمان خان"), ODD)
    assert texts(draw_packing_slips([paper], choices))
    row = HandoverRow(ODD, ODD * 5, ODD * 5, weight_g=Decimal("NaN"))
    assert texts(draw_handover_sheets([HandoverSheet(data.head, 1, ODD * 9, (row,))], choices))


def test_a_sku_too_long_or_not_ascii_has_no_bars_but_its_words() -> None:
    lines = (
        PickLine("X" * 79, "Long", 1),
        PickLine("कुर्ता-1", "Own script", 1),
        PickLine("", "None", 1),
    )
    data = PickList(HEAD, (PickSection("", lines),), 1)
    for size in PaperSize:
        pdf = draw_pick_lists([data], PaperChoices(size=size))
        assert scanned(pdf) == []
        assert "कुर्ता-1" in texts(pdf)[0]


def test_without_bar_codes_more_fits_on_a_page() -> None:
    lean = draw_pick_lists([pick_list(150)], PaperChoices(bar_codes=False, orders=False))
    assert scanned(lean) == []
    assert len(texts(lean)) < len(texts(draw_pick_lists([pick_list(150)], PaperChoices())))


def test_long_order_numbers_are_shortened_and_many_are_counted() -> None:
    assert orders_text((("12345", 1),)) == "Order 12345"
    many = tuple((f"40{n:012d}", 2) for n in range(9))
    assert orders_text(many).startswith("9 orders: …000000 ×2, ")
    assert orders_text(many).endswith(" and 3 more")


# ---- packing slip ------------------------------------------------------------------------


@SIZES
def test_slip_names_the_parcel_and_its_id_scans(size: PaperSize) -> None:
    data = slip(address=("श्रद्धा क्षीरसागर", "12 MG Road", "Mumbai 400069"), courier="Delhivery",
                awb="1431234567890", message="Happy birthday", note="Red box")  # fmt: skip
    pdf = draw_packing_slips([data], PaperChoices(size=size))
    assert_size(pdf, size)
    (text,) = texts(pdf)
    for said in ("402-7712345-1234567", "श्रद्धा क्षीरसागर", "Happy birthday", "Red box", "SKU-2"):
        assert said in text
    assert "₹" not in text
    assert scanned(pdf) == ["17612345678901234567"]
    (bare,) = texts(draw_packing_slips([data], PaperChoices(size=size, notes=False)))
    assert "Red box" not in bare


def test_slip_of_a_large_order_goes_over_pages_that_name_it() -> None:
    shown = texts(draw_packing_slips([slip(60), slip(1)], PaperChoices(size=PaperSize.A5)))
    long, short = shown[:-1], shown[-1]
    assert len(long) > 2
    assert_numbered(long)
    assert all("402-7712345-1234567" in text for text in long)
    assert "Page 1 of 1" in short


def test_slip_of_an_order_without_items_says_so() -> None:
    (text,) = texts(draw_packing_slips([slip(0)], PaperChoices()))
    assert "No open item is left" in text


# ---- handover sheet ----------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("count", [1, 150])
def test_every_awb_is_on_the_sheet_and_scans(size: PaperSize, count: int) -> None:
    data = sheet(count)
    pdf = draw_handover_sheets([data], PaperChoices(size=size))
    assert_size(pdf, size)
    shown = texts(pdf)
    assert_numbered(shown)
    awbs = [row.awb for row in data.rows]
    assert [word for text in shown for word in text.split() if word in set(awbs)] == awbs
    assert sorted(scanned(pdf)) == sorted([*awbs, "HS-00012"])
    assert "Delhivery" in shown[0]
    assert f"{count} parcel" in " ".join(shown[0].split())


@pytest.mark.parametrize("count", [1, *range(12, 30)])
def test_signatures_stand_once_below_a_parcel(count: int) -> None:
    for size in PaperSize:
        shown = texts(draw_handover_sheets([sheet(count)], PaperChoices(size=size)))
        signed = [text for text in shown if "Signature" in text]
        assert signed == [shown[-1]]
        assert "Handed over by" in signed[0]
        assert "Received for Delhivery" in signed[0]
        assert "ORD-" in signed[0]


def test_parcel_without_awb_scans_by_its_shipment_and_boxes_are_counted() -> None:
    rows = (HandoverRow("SH12345", "ORD-1", "", boxes=2), HandoverRow("SH2", "ORD-2", "AWB22222"))
    data = HandoverSheet(HEAD, 3, "", rows)
    pdf = draw_handover_sheets([data], PaperChoices())
    (text,) = texts(pdf)
    assert "no AWB" in text
    assert "No courier" in text
    assert "2 boxes" in text
    assert sorted(scanned(pdf)) == ["AWB22222", "HS-00003", "SH12345"]


def test_weights_are_said_as_far_as_they_are_known() -> None:
    assert [kilograms(Decimal(g)) for g in (450, 0, -1)] == ["0.45 kg", "", ""]
    assert kilograms(None) == kilograms(Decimal("Infinity")) == ""
    rows = (*sheet(2).rows, HandoverRow("S", "O", "A1234"))
    (text,) = texts(draw_handover_sheets([HandoverSheet(HEAD, 1, "X", rows)], PaperChoices()))
    assert "3 parcels, 0.90 kg as far as known" in text


def test_empty_sheet_is_still_a_page() -> None:
    assert len(texts(draw_handover_sheets([sheet(0)], PaperChoices()))) == 1


# ---- bars, pixels, process ---------------------------------------------------------------


def test_bars_are_whole_dots_wide_at_whole_dots() -> None:
    found = bar_codes.bars("1431234567890")
    assert found[0] == (0, 2)
    assert all(1 <= width <= 4 for _, width in found)
    assert bar_codes.width("1431234567890") == pytest.approx(123 * 2 * 72 / 203)
    for text in ("", "क", "é", "a\nb", "x" * 81):
        assert bar_codes.bars(text) == ()
        assert bar_codes.width(text) == 0


def test_indian_names_leave_ink_and_not_boxes() -> None:
    """The picture of a name differs from that of the missing-glyph box, for every script."""

    def ink(name: str) -> bytes:
        data = PickList(PaperHead(), (PickSection("", (PickLine("", name, 1),)),), 1)
        pdf = draw_pick_lists([data], PaperChoices(bar_codes=False))
        with pypdfium2.PdfDocument(pdf) as document:
            return bytes(document[0].render(scale=2, grayscale=True).buffer)

    names = ["श्रद्धा", "கார்த்திக்", "চট্টো", "ਸਿੰਘ", "ગુજ", "ಬೆಂ", "മല", "తెలు", "ଓଡ଼ି", "سلمان"]
    pictures = [ink(name) for name in names]
    boxes = {ink("\u25a1" * count) for count in range(1, 10)}
    assert len(set(pictures)) == len(names)
    assert not boxes & set(pictures)
    blank = ink(".").count(255)
    assert all(picture.count(255) < blank for picture in pictures)


def test_fonts_are_embedded_as_small_parts(tmp_path: Path) -> None:
    pdf = draw_packing_slips([slip(address=("श्रद्धा",))], PaperChoices())
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert all(name[7] == "+" for name in names)
    assert any("Devanagari" in name for name in names)
    assert len(pdf) < 120_000
    assert draw_packing_slips([slip(address=("श्रद्धा",))], PaperChoices()) == pdf


def test_the_pdf_process_draws_the_same() -> None:
    with PdfWorker() as worker:
        made = worker.call("draw_pick_lists", [pick_list(3)], PaperChoices())
    assert made == draw_pick_lists([pick_list(3)], PaperChoices())


def test_the_name_of_who_hands_over_stands_on_its_line() -> None:
    sheet = HandoverSheet(HEAD, 12, "Delhivery", (HandoverRow("S1", "O1", "1459"),), "Asha Rao")
    assert "Asha Rao" in "".join(texts(draw_handover_sheets([sheet], PaperChoices())))
