"""Papers come out as they are picked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from konnect_desktop.domain.page_order import SizeClass, arrange, natural, size_class
from konnect_desktop.domain.printing import PageOrder, PrintChoices
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Journey, Lane, Lock

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def a_row(key: str, **changes: object) -> ShipmentRow:
    row = ShipmentRow(
        id=key,
        order_no=f"OD-{key}",
        status="COMPLETED",
        lane=Lane.TO_PACK,
        journey=Journey.FORWARD,
        channel="AJIO",
        location_code="A1",
        ordered_at=NOW,
        sla_due_at=NOW,
        item_text="Kurta",
        sku="KUR-1",
        line_count=1,
        quantity=1,
        amount=None,
        is_cod=False,
        buyer="",
        city="",
        pincode="",
        courier_partner="Delhivery",
        awb_text="",
        is_self_ship=False,
        lock=Lock.FREE,
        lock_text="",
        has_label=True,
        label_printed=False,
        has_invoice=True,
        invoice_printed=False,
        is_stale_label=False,
        packed_here=False,
        dispatched_here=False,
        note="",
        attention=None,
        pending="",
        seen_at=None,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def ids(rows: list[ShipmentRow], *order: PageOrder, **choices: object) -> str:
    return "".join(row.id for row in arrange(rows, PrintChoices(order=order, **choices)))  # type: ignore[arg-type]


def test_numbers_are_numbers() -> None:
    names = ["KUR-15", "kur-2", "KUR-2-XL", "KUR-100", "2 pack", "BAG", "KUR-٢٠"]
    assert sorted(names, key=natural) == [
        "2 pack",
        "BAG",
        "kur-2",
        "KUR-2-XL",
        "KUR-15",
        "KUR-٢٠",
        "KUR-100",
    ]


@pytest.mark.parametrize("text", ["", "²", "a²b", "१२", "x" * 2000, "0007", "\x00", "7" * 9000])
def test_any_sku_has_a_place(text: str) -> None:
    assert sorted([text, "KUR-2"], key=natural)


def test_as_shown_is_as_shown() -> None:
    rows = [a_row(key, sku=sku) for key, sku in zip("cab", ("Z", "A", "M"), strict=True)]
    assert ids(rows, PageOrder.AS_SHOWN) == "cab"
    assert ids(rows, PageOrder.AS_SHOWN, PageOrder.SKU) == "cab"
    assert ids(rows) == "cab"


def test_each_order_and_what_has_no_value_last() -> None:
    rows = [
        a_row("a", sku="K-15", courier_partner="", location_code="B2", sla_due_at=None),
        a_row("b", sku="", courier_partner="Ekart", location_code="", sla_due_at=NOW),
        a_row("c", sku="K-2", courier_partner="bluedart", location_code="B10"),
    ]
    assert ids(rows, PageOrder.SKU) == "cab"
    assert ids(rows, PageOrder.COURIER) == "cba"
    assert ids(rows, PageOrder.LOCATION) == "acb"
    assert ids(rows, PageOrder.DEADLINE) == "bca"


def test_ties_go_on_to_the_next_and_then_stay_as_shown() -> None:
    rows = [
        a_row("a", sla_due_at=NOW, courier_partner="Ekart", sku="K-2"),
        a_row("b", sla_due_at=NOW, courier_partner="Delhivery", sku="K-9"),
        a_row("c", sla_due_at=NOW - timedelta(hours=1), courier_partner="Ekart", sku="K-1"),
        a_row("d", sla_due_at=NOW, courier_partner="Delhivery", sku="K-9"),
    ]
    assert ids(rows, PageOrder.DEADLINE, PageOrder.COURIER, PageOrder.SKU) == "cbda"
    reversed_rows = [rows[3], *rows[:3]]
    assert ids(reversed_rows, PageOrder.DEADLINE, PageOrder.COURIER, PageOrder.SKU) == "cdba"


def test_a_full_order_does_not_depend_on_what_came_first() -> None:
    rows = [
        a_row(key, sku=f"K-{number}") for key, number in zip("abcd", (9, 10, 1, 2), strict=True)
    ]
    orders = {ids(list(some), PageOrder.SKU) for some in permutations(rows)}
    assert orders == {"cdab"}


def test_sizes_are_kept_apart() -> None:
    rows = [
        a_row("m", line_count=2, quantity=2, sku="A"),
        a_row("q", quantity=3, sku="B"),
        a_row("s", sku="C"),
    ]
    assert [size_class(row) for row in rows] == [
        SizeClass.MULTI_ITEM,
        SizeClass.MULTI_QUANTITY,
        SizeClass.SINGLE,
    ]
    assert ids(rows, PageOrder.SKU, apart_by_size=True) == "sqm"
    assert ids(rows, PageOrder.SKU) == "mqs"


def test_separators_bring_couriers_together() -> None:
    rows = [
        a_row(k, courier_partner=c)
        for k, c in zip("abc", ("Xpress", "Ekart", "Xpress"), strict=True)
    ]
    assert ids(rows, courier_separators=True) == "bac"


def test_what_was_taken_out_is_gone() -> None:
    assert ids([a_row("a"), a_row("b")], leave_out=frozenset("a")) == "b"
