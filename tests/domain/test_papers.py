"""What is to be picked, packed and handed over: totals, shelf order, one row an AWB."""

from __future__ import annotations

from decimal import Decimal

from konnect_desktop.domain.papers import (
    SEVERAL,
    SINGLE,
    HandoverSheet,
    PaperChoices,
    PaperHead,
    PickSort,
    handover_rows,
    pick_sections,
    slip_items,
)
from konnect_desktop.domain.shipments import OrderItem, Package, Price, Shipment, ShipmentId


def shipment(number: str, *items: tuple[str, str, int], **more: object) -> Shipment:
    made = tuple(OrderItem(f"{number}-{n}", s, name, q) for n, (s, name, q) in enumerate(items))
    values = {"status": "COMPLETED", "marketplace_order_id": f"ORD-{number}", "items": made}
    return Shipment(ShipmentId(number), **{**values, **more})  # type: ignore[arg-type]


ORDERS = (
    shipment("1", ("KUR-2", "Kurta", 1)),
    shipment("2", ("KUR-15", "Long kurta", 2), ("KUR-2", "Kurta", 3)),
    shipment("3", ("BOX", "Tiffin", 1)),
    shipment("4", ("", "Loose thread", 1), ("", "Loose button", 2)),
)
SHELVES = {"KUR-2": "B15", "KUR-15": "B2", "BOX": ""}


def skus(sort: PickSort) -> list[str]:
    (section,) = pick_sections(ORDERS, SHELVES, PaperChoices(sort=sort))
    return [line.sku or line.name for line in section.lines]


def test_the_same_sku_is_one_line_that_names_its_orders() -> None:
    (section,) = pick_sections(ORDERS, SHELVES, PaperChoices())
    kurta = next(line for line in section.lines if line.sku == "KUR-2")
    assert (kurta.quantity, kurta.shelf) == (4, "B15")
    assert kurta.orders == (("ORD-1", 1), ("ORD-2", 3))
    assert section.pieces == 10


def test_shelves_and_skus_sort_as_people_count() -> None:
    assert skus(PickSort.SHELF)[:2] == ["KUR-15", "KUR-2"]  # B2 before B15
    assert skus(PickSort.SKU) == ["BOX", "KUR-2", "KUR-15", "Loose button", "Loose thread"]
    assert skus(PickSort.NAME)[0] == "KUR-2"
    assert skus(PickSort.QUANTITY)[0] == "KUR-2"


def test_goods_without_a_sku_are_told_apart_by_name() -> None:
    (section,) = pick_sections(ORDERS, {}, PaperChoices())
    loose = {line.name: line.quantity for line in section.lines if not line.sku}
    assert loose == {"Loose thread": 1, "Loose button": 2}


def test_single_piece_orders_come_first_when_wanted() -> None:
    single, several = pick_sections(ORDERS, SHELVES, PaperChoices(apart=True))
    assert (single.title, several.title) == (SINGLE, SEVERAL)
    assert {line.sku for line in single.lines} == {"KUR-2", "BOX"}
    assert several.pieces == 8


def test_cancelled_items_are_neither_picked_nor_packed() -> None:
    items = (OrderItem("a", "A", "Kept", 1), OrderItem("b", "B", "Gone", 2, state="cancelled"))
    order = Shipment(ShipmentId("9"), "CONFIRMED", items=items)
    (section,) = pick_sections([order], {}, PaperChoices())
    assert [line.sku for line in section.lines] == ["A"]
    assert [item.sku for item in slip_items(order, {})] == ["A"]
    assert pick_sections([], {}, PaperChoices(apart=True)) == ()


def test_slip_lists_its_items_in_shelf_order() -> None:
    order = shipment("5", ("KUR-2", "Kurta", 1), ("KUR-15", "Long kurta", 2))
    assert [item.sku for item in slip_items(order, SHELVES)] == ["KUR-15", "KUR-2"]


def test_every_awb_has_its_row_and_every_box_is_counted() -> None:
    boxes = tuple(Package(str(n), weight_g=Decimal(400)) for n in range(3))
    rows = handover_rows(
        [
            shipment("1", ("A", "A", 1), awb_numbers=("AWB1",)),
            shipment("2", ("A", "A", 1), awb_numbers=("AWB2", "AWB3"), packages=boxes),
            shipment("3", ("A", "A", 1), price=Price(cod=Decimal(10))),
        ]
    )
    assert [row.awb for row in rows] == ["AWB1", "AWB2", "AWB3", ""]
    assert [row.boxes for row in rows] == [1, 2, 1, 1]
    assert [row.payment for row in rows] == ["Prepaid", "Prepaid", "Prepaid", "COD"]
    sheet = HandoverSheet(PaperHead(), 12, "Delhivery", rows)
    assert (sheet.name, sheet.boxes, sheet.weight_g) == ("HS-00012", 5, Decimal(1200))
    assert HandoverSheet(PaperHead(), 1, "", ()).weight_g is None
