"""Our own papers with long names, odd scripts and many lines: nothing over, cut or off the page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from konnect_desktop.documents.handover_sheet import awbs_without_bars, draw_handover_sheets
from konnect_desktop.documents.packing_slip import draw_packing_slips, ids_without_bars
from konnect_desktop.documents.pick_list import draw_pick_lists, skus_without_bars
from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.papers import (
    COD,
    PREPAID,
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
from tests.documents.make_pdf import text_of
from tests.documents.paper_boxes import boxes

LONG_HEAD = PaperHead(
    "Shree Balaji Handloom & Handicrafts Private Limited (Bengaluru)",
    "BLR-WAREHOUSE-INDIRANAGAR-02",
    "24 Nov 2026, 10:25",
)
HINDI_HEAD = PaperHead(
    "श्री बालाजी हैंडलूम और हस्तशिल्प प्राइवेट लिमिटेड", "दिल्ली गोदाम", "24 Nov 2026, 10:25"
)
NAMES = (
    "Hand block printed cotton kurta with mother-of-pearl buttons, size XL, indigo",
    "बनारसी सिल्क साड़ी हस्तनिर्मित ज़री बॉर्डर के साथ",
    "கைத்தறி பட்டுப் புடவை, சிவப்பு நிறம், தங்க சரிகை",
    "Plain tee",
    "Unbrokenwordthatislongerthananycolumnoftheselistscanpossiblybe" * 2,
)
SKUS = (
    "KUR-{:04d}-IND",
    "SAREE-BANARASI-ZARI-RED-FREE-{:04d}",
    "890{:010d}",
    "T{:d}",
    "GW/BOTTLE_1L/STEEL/2026/B{:06d}-X",
)
SHELVES = ("A3", "RACK-B2-15", "", "WH1-A-12-04-TOP-LEFT")
AWBS = ("14{:011d}", "FMPC{:014d}XYZ", "SF{:09d}IN", "")
ADDRESS = (
    "Venkatanarasimharajuvaripeta Sreenivasa Subrahmanya Chandrasekharan",
    "Flat 1204, Tower 7, Prestige Shantiniketan Residency, Whitefield Main Road, Near ITPL, "
    "Hoodi, Krishnarajapuram Hobli, Opposite Phoenix Market City, beside the water tank",
    "बेंगलुरु, कर्नाटक 560048",
    "Phone 9876543210",
)


def head(number: int) -> PaperHead:
    return HINDI_HEAD if number % 2 else LONG_HEAD


def pick_list(count: int, choices: PaperChoices) -> bytes:
    return draw_pick_lists([a_pick_list(count)], choices)


def a_pick_list(count: int) -> PickList:
    lines = tuple(
        PickLine(
            SKUS[n % 5].format(n + 1), NAMES[n % 5], (n * 37) % 1300 + 1, SHELVES[n % 4],
            tuple((f"FYMP{9000000 + n * 7 + k:08X}A1", k % 2 + 1) for k in range(n % 9)),
        )
        for n in range(count)
    )  # fmt: skip
    return PickList(head(count), (PickSection("", lines),), count)


def slips(count: int, choices: PaperChoices) -> bytes:
    return draw_packing_slips([a_slip(count)], choices)


def a_slip(count: int) -> PackingSlip:
    items = tuple(
        SlipItem(
            SKUS[n % 5].format(n), NAMES[n % 5], n % 3 + 1, SHELVES[n % 4],
            tuple(f"SN-{n:06d}-{k:06d}" for k in range(n % 7)),
        )
        for n in range(count)
    )  # fmt: skip
    return PackingSlip(
        head(count), "FYMP5F2A91C0B7E1D3-402-7712345-1234567", "17612345678901234567", items,
        address=ADDRESS, channel="Tata CLiQ Luxury Marketplace", ordered="24 Nov 2026, 10:25",
        leave_by="25 Nov 2026, 14:00", courier="Delhivery Surface Heavy 10 KG Express",
        awb=", ".join(f"14{n:011d}" for n in range(count % 9 + 1)), payment="Cash on delivery",
        boxes=3, message="Happy birthday! " * 40, note="कृपया लाल डिब्बा " * 9,
    )  # fmt: skip


def sheets(count: int, choices: PaperChoices) -> bytes:
    return draw_handover_sheets([a_sheet(count)], choices)


def a_sheet(count: int) -> HandoverSheet:
    rows = tuple(
        HandoverRow(
            f"SH{n:010d}",
            "402-7712345-1234567-LONG-ORDER-NO-88" if n % 4 == 1 else f"FYMP{90000000 + n:08X}A1",
            AWBS[n % 4].format(n) if AWBS[n % 4] else "",
            boxes=3 if n % 3 == 1 else 1,
            weight_g=Decimal(450 + n * 13) if n % 5 else None,
            payment=COD if n % 3 == 0 else PREPAID,
            collect=Decimal("1299.50") * (n * n + 1) if n % 3 == 0 else None,
        )
        for n in range(count)
    )
    return HandoverSheet(head(count), 12, "Delhivery Surface Heavy 10 KG Express Premium", rows)


PAPERS = pytest.mark.parametrize("draw", [pick_list, slips, sheets])
SIZES = pytest.mark.parametrize("size", list(PaperSize))


@PAPERS
@SIZES
@pytest.mark.parametrize("count", [1, 2, 7, 80])
@pytest.mark.parametrize("has_bars", [True, False])
def test_nothing_stands_on_anything_or_beside_the_page(
    draw: Callable[[int, PaperChoices], bytes], size: PaperSize, count: int, has_bars: bool
) -> None:
    for page in boxes(draw(count, PaperChoices(size=size, bar_codes=has_bars))):
        assert page.overlaps() == []
        assert page.outside() == []


def scanned(pdf: bytes) -> list[str]:
    return [code for page in range(len(boxes(pdf))) for code in decode_barcodes(pdf, page)]


@SIZES
def test_every_sku_has_bars_that_scan(size: PaperSize) -> None:
    choices = PaperChoices(size=size)
    skus = [line.sku for line in a_pick_list(25).sections[0].lines]
    assert skus_without_bars([a_pick_list(25)], choices) == []
    pdf = pick_list(25, choices)
    assert scanned(pdf) == skus
    words = text_of(pdf)
    assert all(sku in words for sku in skus)
    assert "no bar code" not in words


def test_a_sku_without_bars_says_so_on_the_paper_and_to_the_window() -> None:
    long, odd = "X" * 60, "कुर्ता-1"
    skus = (long, odd, "KUR-1", "")
    lines = tuple(PickLine(sku, "Name", 1) for sku in skus)
    data = PickList(LONG_HEAD, (PickSection("", lines),), 4)
    for size, bare in ((PaperSize.A5, [long, odd]), (PaperSize.A4, [odd])):
        choices = PaperChoices(size=size)
        assert skus_without_bars([data], choices) == bare
        words = text_of(draw_pick_lists([data], choices))
        assert words.count("no bar code") == len(bare)
        assert long in words.replace("\r\n", "")
        assert skus_without_bars([data], PaperChoices(size=size, bar_codes=False)) == []


@SIZES
def test_every_parcel_has_bars_that_scan_and_its_number_in_full(size: PaperSize) -> None:
    choices = PaperChoices(size=size)
    data = a_sheet(24)
    pdf = sheets(24, choices)
    expected = [row.awb or row.shipment_id for row in data.rows]
    assert sorted(scanned(pdf)) == sorted([*expected, "HS-00012"])
    assert awbs_without_bars([data], choices) == []
    words = text_of(pdf)
    assert all(row.awb in words for row in data.rows)
    assert "402-7712345-1234567-LONG-ORDER-NO-88" in words.replace("\r\n", "")


def test_an_awb_without_bars_says_so() -> None:
    data = HandoverSheet(LONG_HEAD, 3, "X", (HandoverRow("S", "O", "9" * 70 + "A" * 30),))
    choices = PaperChoices(size=PaperSize.A5)
    assert awbs_without_bars([data], choices) == ["9" * 70 + "A" * 30]
    assert "no bar code fits" in text_of(draw_handover_sheets([data], choices))


def test_a_slip_whose_id_has_no_bars_is_named() -> None:
    data = PackingSlip(LONG_HEAD, "OD-1", "S" * 40, ())
    assert ids_without_bars([data], PaperChoices(size=PaperSize.A5)) == ["S" * 40]
    assert "S" * 40 in text_of(draw_packing_slips([data], PaperChoices(size=PaperSize.A5))).replace(
        "\r\n", ""
    )


@SIZES
def test_the_address_is_never_cut(size: PaperSize) -> None:
    words = " ".join(text_of(slips(2, PaperChoices(size=size))).split())
    for word in " ".join(ADDRESS).split():
        assert word in words
    for said in ("14000000000" + "01", "Delhivery Surface Heavy", "FYMP5F2A91C0B7E1D3"):
        assert said in words


@SIZES
def test_weights_stand_with_the_order_and_cash_under_payment(size: PaperSize) -> None:
    rows = (
        HandoverRow("S1", "OD-1", "1400000000001", weight_g=Decimal(450), payment=PREPAID),
        HandoverRow(
            "S2", "OD-2", "1400000000002", 1, Decimal(1200), COD, collect=Decimal("123456.5")
        ),
    )
    data = HandoverSheet(PaperHead(), 3, "Delhivery", rows)
    (page,) = boxes(draw_handover_sheets([data], PaperChoices(size=size)))
    found = {box.text: box for box in page.lines}
    payment = next(box for text, box in found.items() if text == "Payment")
    under = [text for text, box in found.items() if box.right > payment.left - 3 and "kg" in text]
    assert under == []
    assert any("0.45 kg" in text for text in found)
    amount = next(box for text, box in found.items() if text == "₹1,23,456.50")
    assert amount.right == pytest.approx(payment.right, abs=2)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(COD, "499.00"), (COD, "1000.50"), (PREPAID, None)], "2 COD parcels · ₹1,499.50 to"),
        ([(PREPAID, None)], "No cash to collect"),
        ([(COD, "499.00"), (COD, None)], "₹499.00 to collect, as far as known"),
        ([(COD, None)], "1 COD parcel; the amounts are not known"),
    ],
)
def test_the_cash_to_collect_is_summed_on_every_sheet(
    rows: list[tuple[str, str | None]], words: str
) -> None:
    made = tuple(
        HandoverRow(
            f"S{n}", "O", f"A{n}", payment=paid, collect=Decimal(amount) if amount else None
        )
        for n, (paid, amount) in enumerate(rows)
    )
    for size in PaperSize:
        data = HandoverSheet(PaperHead(), 3, "Delhivery", made)
        text = text_of(draw_handover_sheets([data], PaperChoices(size=size)))
        # At the head, and again where both sides sign.
        assert text.count(words) == 2


def test_the_pick_list_is_short() -> None:
    lines = tuple(
        PickLine(f"KUR-{n:04d}-IND", "Cotton kurta", n, f"A{n % 40}", ((f"40{n:012d}", 1),))
        for n in range(61)
    )
    data = PickList(LONG_HEAD, (PickSection("", lines),), 61)
    pages = {
        (size, has_bars): len(
            boxes(draw_pick_lists([data], PaperChoices(size=size, bar_codes=has_bars)))
        )
        for size in PaperSize
        for has_bars in (True, False)
    }
    assert pages == {
        (PaperSize.A4, True): 3,
        (PaperSize.A4, False): 2,
        (PaperSize.A5, True): 4,
        (PaperSize.A5, False): 3,
    }
