"""Scanning parcels out: the right pile, the wrong pile, twice, and what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from konnect_desktop.domain.handover import HandoverRound, ScanResult, groups_of
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Journey, Lane, Lock

NOON = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)


def parcel(number: str, courier: str = "Delhivery", place: str = "MUM-01", **more: Any) -> Any:
    values: dict[str, Any] = {
        "id": f"SH{number}", "order_no": f"ORD-{number}", "status": "COMPLETED",
        "lane": Lane.TO_HAND_OVER, "journey": Journey.FORWARD, "channel": "FYND",
        "location_code": place, "ordered_at": None, "sla_due_at": None, "item_text": "Kurta",
        "sku": "KUR", "line_count": 1, "quantity": 1, "amount": Decimal(1), "is_cod": False,
        "buyer": "आशा", "city": "Pune", "pincode": "411001", "courier_partner": courier,
        "awb_text": f"AWB{number}", "is_self_ship": False, "lock": Lock.FREE, "lock_text": "",
        "has_label": True, "label_printed": True, "has_invoice": False, "invoice_printed": False,
        "is_stale_label": False, "packed_here": True, "dispatched_here": False, "note": "",
        "attention": None, "pending": "", "seen_at": None,
    }  # fmt: skip
    return ShipmentRow(**{**values, **more})


def made(*rows: ShipmentRow) -> HandoverRound:
    found = HandoverRound()
    found.expect(groups_of(rows))
    return found


MINE = ("Delhivery", "MUM-01")


def test_couriers_come_by_name_at_each_location_those_without_last() -> None:
    rows = (parcel("1", ""), parcel("2", "Xpressbees"), parcel("3", place="BLR-02"), parcel("4"))
    assert [group.key for group in groups_of(rows)] == [
        ("Delhivery", "BLR-02"),
        ("Delhivery", "MUM-01"),
        ("Xpressbees", "MUM-01"),
        ("", "MUM-01"),
    ]


def test_couriers_with_the_earliest_deadline_come_first() -> None:
    rows = (
        parcel("1", "", sla_due_at=NOON),
        parcel("2", "Amazon"),
        parcel("3", "Delhivery", sla_due_at=NOON + timedelta(hours=2)),
        parcel("4", "Xpressbees", sla_due_at=NOON + timedelta(hours=3)),
        parcel("5", "Xpressbees", sla_due_at=NOON + timedelta(hours=1)),
    )
    couriers = [group.courier for group in groups_of(rows)]
    assert couriers == ["Xpressbees", "Delhivery", "Amazon", ""]


def test_any_of_its_codes_ticks_a_parcel_once() -> None:
    for code in ("AWB1", " awb1 ", "SH1", "ord-1"):
        each = made(parcel("1"), parcel("2"))
        assert each.scan(code, MINE).result is ScanResult.HERE
        assert each.scan(code, MINE).result is ScanResult.ALREADY
        assert [row.id for row in each.ready(MINE)] == ["SH1"]
        assert [row.id for row in each.missing(MINE)] == ["SH2"]


def test_each_box_of_a_parcel_has_its_awb() -> None:
    each = made(parcel("1", awb_text="AWB1, AWB1B"))
    assert each.scan("AWB1B", MINE).result is ScanResult.HERE


def test_parcel_of_another_courier_is_named_and_not_ticked() -> None:
    each = made(parcel("1"), parcel("2", "Xpressbees"))
    answer = each.scan("AWB2", MINE)
    assert (answer.result, answer.row.id if answer.row else "") == (
        ScanResult.OTHER_COURIER,
        "SH2",
    )
    assert each.here == set()
    assert not answer.result.is_right


def test_unknown_and_empty_codes_tick_nothing() -> None:
    each = made(parcel("1", awb_text=""))
    for code in ("AWB9", "", "  ", ","):
        assert each.scan(code, MINE).result is ScanResult.UNKNOWN
    assert each.ready(("Nobody", "")) == []


def test_ticks_outlive_a_new_list_and_those_that_left_count_no_more() -> None:
    each = made(parcel("1"), parcel("2"))
    each.tick(["SH1", "SH2"], is_here=True)
    each.expect(groups_of([parcel("2"), parcel("3")]))
    assert [row.id for row in each.ready(MINE)] == ["SH2"]
    assert [row.id for row in each.missing(MINE)] == ["SH3"]
    each.tick(["SH2"], is_here=False)
    assert each.ready(MINE) == []


def test_group_is_due_when_its_first_parcel_is() -> None:
    later = parcel("1", sla_due_at=NOON + timedelta(hours=2))
    (group,) = groups_of([later, parcel("2", sla_due_at=NOON), parcel("3")])
    assert group.due_at == NOON
    (bare,) = groups_of([parcel("4")])
    assert bare.due_at is None
