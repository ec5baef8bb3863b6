"""A property that says nothing under one name does not hide what it says under another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from scripted_server import answer
from wiring import answering

from konnect_desktop.api import schemas

#: What says nothing, under the name that is looked for first.
SILENT = [None, "", "  ", [], {}]
RECORDS = (
    schemas.WireItem,
    schemas.WireAddress,
    schemas.WirePrice,
    schemas.WirePackage,
    schemas.WireOrder,
    schemas.WireCourier,
    schemas.WireEvent,
    schemas.WireTracking,
)
#: A value for each group of names, and what is read of it; most are read as text.
VALUES: dict[str, tuple[Any, Any]] = {
    "quantity": ("3", 3),
    "selling_price": ("9.5", Decimal("9.5")),
    "serials": (["S1"], ("S1",)),
    "awb_numbers": ("A1", ("A1",)),
    "is_self_ship": (True, True),
    "events": ([{"status": "x"}], [{"status": "x"}]),
    **dict.fromkeys(
        ["tax_rate", "total", "shipping", "length_cm", "width_cm", "height_cm", "weight_g"],
        ("12", Decimal(12)),
    ),
}
#: Every group of several names: its record, its field, and the names.
GROUPS = [
    (record, name, tuple(field.validation_alias.choices))
    for record in RECORDS
    for name, field in record.model_fields.items()
    if len(field.validation_alias.choices) > 1
]


@pytest.mark.parametrize(
    ("record", "field", "names"), GROUPS, ids=lambda part: getattr(part, "__name__", None)
)
def test_each_name_is_heard_when_the_others_are_silent(
    record: Any, field: str, names: tuple[str, ...]
) -> None:
    value, read = VALUES.get(field, ("something", "something"))
    for speaking in names:
        for silent in SILENT:
            wire = record.model_validate({**dict.fromkeys(names, silent), speaking: value})
            assert getattr(wire, field) == read, (speaking, silent)


def test_the_first_name_counts_when_both_speak() -> None:
    assert schemas.WireOrder.model_validate({"id": "1", "shipmentid": "2"}).id == "1"
    assert schemas.WireItem.model_validate({"quantity": "0", "qty": "3"}).quantity == 0


def test_what_cannot_be_read_is_silent_too() -> None:
    order = {"id": {"x": 1}, "shipmentId": "123", "awbNumber": {"x": 1}, "awb": "A1"}
    assert read_one(order).id == "123"
    assert read_one(order).awb_numbers == ("A1",)
    assert read_one({"id": True, "orderId": 5}).id == "5"


def read_one(record: dict[str, Any]) -> Any:
    with answering(answer([record])) as (calls, _):
        return calls.orders.fetch_page("CREATED", 1, 10).shipments[0].shipment


@pytest.mark.parametrize("silent", SILENT)
def test_an_order_whose_first_names_are_silent(silent: Any) -> None:
    found = read_one(
        {
            "id": silent,
            "shipmentId": "123",
            "orderStatus": silent,
            "status": "created",
            "awbNumber": silent,
            "awb": "A1",
            "shippingAddress": {
                "name": silent,
                "fullName": "Asha",
                "phone": silent,
                "contactNo": "9000000001",
                "pincode": silent,
                "zip": "560001",
                "addressLine1": silent,
                "address1": "12 Street",
            },
            "orderItems": [{"orderItemId": silent, "id": "9", "quantity": silent, "qty": 3}],
            "orderPrice": {"totalAmount": silent, "total": 1499},
            "packages": [{"packageId": silent, "id": "P1", "packageLengthCm": silent, "length": 3}],
        }
    )
    assert (found.id, found.status, found.awb_numbers) == ("123", "CREATED", ("A1",))
    address = found.shipping_address
    assert (address.name, address.phone) == ("Asha", "9000000001")
    assert (address.line1, address.pincode) == ("12 Street", "560001")
    assert (found.items[0].item_id, found.items[0].quantity) == ("9", 3)
    assert found.price.total == Decimal(1499)
    assert (found.packages[0].package_id, found.packages[0].length_cm) == ("P1", Decimal(3))


@pytest.mark.parametrize("silent", [None, "", " "])
def test_an_item_that_does_not_say_how_many_is_one_piece(silent: Any) -> None:
    found = read_one({"id": "1", "orderItems": [{"orderItemId": "9", "quantity": silent}]})
    assert found.items[0].quantity == 1


@pytest.mark.parametrize("silent", [None, "", {}])
def test_a_light_record_whose_first_names_are_silent(silent: Any) -> None:
    record = {"id": silent, "shipmentId": 7, "orderStatus": silent, "status": "created"}
    with answering(answer({"orders": [record]})) as (calls, _):
        info = calls.orders.info(status="CREATED")[0]
    assert (info.id, info.status) == ("7", "CREATED")


@pytest.mark.parametrize("record", ['"order_status": "", "orderStatus": "CREATED"', ""])
@pytest.mark.parametrize("silent", ['""', "null", '" "'])
def test_two_spellings_of_one_name(record: str, silent: str) -> None:
    spoken = record or f'"orderStatus": "CREATED", "order_status": {silent}'
    with answering(answer(f'[{{"id": "1", {spoken}}}]')) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
    assert page.shipments[0].shipment.status == "CREATED"


@pytest.mark.parametrize(
    "body",
    [
        {"id": None, "data": {"id": "1"}},
        {"id": None, "shipmentId": "1"},
        {"orders": None, "data": [{"id": "1"}]},
        {"orders": [], "shipments": [{"id": "1"}]},
        {"data": {"orders": None, "shipments": [{"id": "1"}]}},
    ],
)
def test_a_list_whose_first_name_is_silent(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert [read.shipment.id for read in page.shipments] == ["1"]
