"""AWBs of the server's answers: tidied, and none where it only says that there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from konnect_desktop.api.translation import courier_details, shipment
from konnect_desktop.api.wire_json import parse_squeezed


def squeezed(**record: Any) -> Any:
    return parse_squeezed(json.dumps(record).encode())


@pytest.mark.parametrize(
    ("said", "read"),
    [
        *(
            (one, ())
            for one in ("NA", "n/a", "null", "-", "--", "\u2014", "None", "nil", "TBD", "0")
        ),
        *(
            (one, ())
            for one in ("Not Available", "not assigned", "", None, [], ["NA"], [None, "-"])
        ),
        ("NA, AW1", ("AW1",)),
        (["AW\u200b1", "aw\u20112"], ("AW1", "aw-2")),
        (["1459 0000 1234"], ("145900001234",)),
        ('="0012345678"', ("0012345678",)),
        ("AW1;AW2 AW1", ("AW1", "AW2")),
        (145900001234, ("145900001234",)),
    ],
)
def test_what_is_an_awb(said: Any, read: tuple[str, ...]) -> None:
    found = shipment(squeezed(id="1", orderStatus="PROCESSING", awbNumber=said))
    assert found is not None
    assert found.awb_numbers == read
    told = courier_details(squeezed(orderId="1", courierName="Delhivery", awbNumber=said))
    assert told is not None
    assert told.awb_numbers == found.awb_numbers


def test_a_placeholder_is_no_return_and_no_courier() -> None:
    record = squeezed(
        id="1",
        orderStatus="CREATED",
        forwardId="NA",
        marketplaceOrderId="null",
        marketplaceReturnId="-",
        courierName="N/A",
    )
    plain = squeezed(id="1", orderStatus="CREATED")
    assert shipment(record) == shipment(plain)
