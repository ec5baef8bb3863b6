"""What a scanned code is, by what the store holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.awb_scans import AwbScans
from tests.services.desk import Desk


@pytest.fixture
def scans(big: Desk) -> AwbScans:
    found: AwbScans = big.services.imports.scans
    return found


def row_of(desk: Desk, shipment_id: str) -> ShipmentRow:
    (row,) = desk.services.queries.rows_by_id([shipment_id])
    return row


def test_an_order_by_each_of_its_numbers(big: Desk, scans: AwbScans) -> None:
    one, other = big.ids(Lane.NEW)[:2]
    row = row_of(big, one)
    item = big.services.queries.shipments([one])[one].items[0]
    qr = f'{{"shipmentId":"{one}","pin":"{row.pincode}","to":"Ram"}}'
    for text in (
        row.order_no,
        row.order_no.lower(),
        f"]C1{one}",
        f"{row.order_no}\t",
        f"#{row.order_no}",
        item.item_id,
        qr,
        f"https://track.example/?order={row.order_no}&x=1",
        f"{row.order_no}|WB12345678|{row.pincode}",
    ):
        (parcel,) = scans.look_up(text, [one, other]).parcels
        assert parcel.id == one, text
        assert parcel.why is not None, "a new order takes no AWB"
    two = scans.look_up(f"{one}|{other}").parcels
    assert {parcel.id for parcel in two} == {one, other}


def test_an_awb_and_an_article(big: Desk, scans: AwbScans) -> None:
    on_the_way = [row_of(big, one) for one in big.ids(Lane.IN_TRANSIT)]
    has = next(row for row in on_the_way if row.awb_text)
    seen = scans.look_up(f"AWB: {has.awb_text}")
    assert not seen.parcels
    assert [parcel.id for parcel in seen.holders] == [has.id]
    seen = scans.look_up(has.sku)
    assert (seen.parcels, seen.article) == ((), has.sku)
    seen = scans.look_up("14590000123499")
    assert (seen.code, seen.parcels, seen.holders, seen.article) == ("14590000123499", (), (), "")


def test_a_shipment_that_went_elsewhere_is_no_awb(big: Desk, scans: AwbScans) -> None:
    gone = big.ids(Lane.NEW)[-1]
    big.services.queries._store.mark_gone([gone], datetime.now(UTC))
    (parcel,) = scans.look_up(gone).parcels
    assert parcel.why is not None
