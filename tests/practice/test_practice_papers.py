"""Labels and invoices as a printer and a scanner see them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from practice_client import Client
from pypdf import PdfReader

from konnect_desktop.practice import indic_text, papers
from konnect_desktop.practice.catalogue import NAMES
from konnect_desktop.practice.model import SimShipment
from konnect_desktop.practice.paper_text import rupees
from konnect_desktop.practice.world import World

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
DPI = 203
MM = 72 / 25.4


def barcodes(body: bytes) -> list[str]:
    """What a scanner reads from each page as a 203 dpi label printer would print it."""
    document = pypdfium2.PdfDocument(body)
    found = []
    for number in range(len(document)):
        picture = document[number].render(scale=DPI / 72).to_pil()
        found.append(" ".join(code.text for code in zxingcpp.read_barcodes(picture)))
    document.close()
    return found


def shipments(client: Client, ids: list[str]) -> list[SimShipment]:
    return [client.server.world.shipment(one) for one in ids]


def test_labels_come_in_the_order_asked_for(client: Client) -> None:
    world = client.server.world
    ids = [*world.ids("TRANSIT"), *world.ids("COMPLETED")][:6][::-1]
    answer = client.ids("labels", *ids)
    assert answer.headers["Content-Type"] == "application/pdf"
    wanted = [s for s in shipments(client, ids) for _ in s.packages]
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == len(wanted)
    for page, shipment in zip(reader.pages, wanted, strict=True):
        text = page.extract_text()
        for word in (shipment.id, shipment.marketplace_order_id, shipment.buyer.pincode):
            assert word in text
        assert ("PREPAID" in text) is not shipment.cod
        size = (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM)
        assert size == pytest.approx((105, 148), abs=0.2)
    assert barcodes(answer.content) == [s.awb or s.id for s in wanted]


def test_every_awb_pattern_can_be_scanned() -> None:
    world = World(600, 11)
    by_courier = {world.shipment(i).courier_name: world.shipment(i) for i in world.ids("TRANSIT")}
    rows = list(by_courier.values())
    assert len(rows) == 8
    wanted = [s.awb for s in rows for _ in s.packages]
    assert barcodes(papers.labels(rows, world.clock.now())) == wanted


def test_a_long_awb_still_fits() -> None:
    world = World(100, 7)
    shipment = world.shipment(world.ids("TRANSIT")[0])
    shipment.awb = "SELLEROWNAWB-2026-000123"
    assert barcodes(papers.labels([shipment], world.clock.now()))[0] == shipment.awb


def test_several_parcels_have_a_page_each() -> None:
    world = World(300, 7)
    shipment = next(
        s for s in map(world.shipment, world.ids()) if len(s.packages) == 2 and s.awb is not None
    )
    body = papers.labels([shipment], world.clock.now())
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    assert ["Parcel 1 of 2" in texts[0], "Parcel 2 of 2" in texts[1]] == [True, True]


def test_invoices(client: Client) -> None:
    ids = client.server.world.ids("COMPLETED")[:3]
    answer = client.ids("invoice", *ids)
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 3
    for page, shipment in zip(reader.pages, shipments(client, ids), strict=True):
        text = page.extract_text()
        total = shipment.goods_total() + shipment.shipping_charge
        words = [shipment.id, shipment.marketplace_order_id, rupees(total), "GSTIN"]
        words += [item.hsn for item in shipment.items]
        assert all(word in text for word in [*words, shipment.invoice_number])
        assert float(page.mediabox.width) / MM == pytest.approx(210, abs=0.2)
    assert barcodes(answer.content) == ids


def test_one_record_too_early_gives_counts_instead_of_a_pdf(client: Client) -> None:
    ready, early = client.server.world.ids("COMPLETED")[0], client.server.world.ids("CREATED")[0]
    value = client.ids("labels", ready, early).json()
    assert (value["successCount"], value["failedCount"]) == (1, 1)
    assert [(e["orderId"], e["code"]) for e in value["errors"]] == [(early, "L403")]


def test_names_in_indian_scripts_are_shaped() -> None:
    drawn = [name for rows in NAMES.values() for name, _ in rows if indic_text.can_draw(name)]
    scripts = {indic_text.script_of(name) for name in drawn}
    assert scripts == {p.name[8:-12] for p in FONTS.glob("NotoSans?*-Regular.ttf")} & {
        indic_text.script_of(rows[0][0]) for rows in NAMES.values()
    }
    world = World(60, 7)
    shipment = world.shipment(world.ids("TRANSIT")[0])
    before = papers.labels([shipment], world.clock.now())
    object.__setattr__(shipment.buyer, "name", NAMES["hi"][4][0])
    object.__setattr__(shipment.buyer, "latin_name", NAMES["hi"][4][1])
    after = papers.labels([shipment], world.clock.now())
    assert after != before
    assert "Shraddha Kshirsagar" in PdfReader(io.BytesIO(after)).pages[0].extract_text()


def test_goods_named_in_an_indian_script_stand_there_in_latin_letters() -> None:
    world = World(60, 7)
    shipment = world.shipment(world.ids("TRANSIT")[0])
    shipment.items[0].name = "Masala chai 500 g (मसाला चाय), Classic"
    page = PdfReader(io.BytesIO(papers.labels([shipment], world.clock.now()))).pages[0]
    assert "Masala chai 500 g, Classic" in page.extract_text()


def test_amounts_are_grouped_the_indian_way() -> None:
    texts = [rupees(value) for value in (0, 99.5, 1234, 123456, 12345678.9, -1500)]
    assert texts == [
        "Rs. 0.00", "Rs. 99.50", "Rs. 1,234.00", "Rs. 1,23,456.00", "Rs. 1,23,45,678.90",
        "-Rs. 1,500.00",
    ]  # fmt: skip
