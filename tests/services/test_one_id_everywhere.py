"""What one tidy calls the same number, every look-up does: imports, search, lists, scans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from konnect_desktop.domain import ids
from konnect_desktop.domain.awb_import import AwbLine
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.handover import HandoverRound, ScanResult, groups_of
from konnect_desktop.domain.parcels import numbers_of
from konnect_desktop.services.imports import ImportService
from konnect_desktop.settings import SettingsFile
from konnect_desktop.sheets.reader import SheetReader
from konnect_desktop.store.database import Database
from konnect_desktop.store.lookup import OrderLookup
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, record, shipment

#: (shipment id, order number, AWB) as other systems write them.
NUMBERS = (
    ("16498230000000000017", "OD-1001-AB", "1459000012341"),
    ("FYMP66F0A1", "402-1234567-7654321", "SF-88-0017XY"),
    ("0016498231", "#FN/2026/0042", "000112233445"),
    ("SH77ab99", "od_7788 9900", "HUB/7001/22"),
)
OTHER = "16498230000000009999"
HYPHENS = "-\u2010\u2011\u2013\u2014\u2212\uff0d"
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff\u00ad\ufe0f"
AROUND = (
    *("{}", '="{}"', "#{}", "'{}", '"{}"', " {}\u00a0"),
    *("{}_x000D_", "*{}*", "“{}”", "\u202a{}\u202c"),
)


class Shop:
    def __init__(self, folder: object) -> None:
        self.db = Database(folder / "orders.db")  # type: ignore[operator]
        self.store = ShipmentStore(self.db)
        made = [
            shipment(
                n,
                "COMPLETED",
                id=one,
                marketplace_order_id=order,
                awb_numbers=(awb,),
                courier_partner="DTDC",
            )
            for n, (one, order, awb) in enumerate(NUMBERS)
        ]
        made.append(shipment(9, id=OTHER, marketplace_order_id="OTHER-4711-0815"))
        self.store.upsert([record(one) for one in made], 1, NOW)
        self.imports = ImportService(
            store=self.store,
            lookup=OrderLookup(self.db),
            reader=SheetReader(),
            settings=SettingsFile(folder / "settings.json"),  # type: ignore[operator]
        )
        rows = self.store.rows(OrderFilter(), Sort(), NOW, limit=9)
        self.round = HandoverRound()
        self.round.expect(groups_of(rows))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(tmp_path_factory.mktemp("shop"))
    yield made
    made.db.close()


@st.composite
def written(draw: st.DrawFn) -> tuple[int, int, str]:
    """Which shipment, which of its numbers, and that number as somebody copied it."""
    which, part = draw(st.integers(0, len(NUMBERS) - 1)), draw(st.integers(0, 2))
    number = NUMBERS[which][part]
    number = draw(st.sampled_from((number, number.upper(), number.lower())))
    marks = draw(st.lists(st.sampled_from(("", "", "", *UNSEEN)), min_size=40, max_size=40))
    number = "".join(char + mark for char, mark in zip(number, marks, strict=False))
    number = number.replace("-", draw(st.sampled_from(HYPHENS)))
    return which, part, draw(st.sampled_from(AROUND)).format(number)


@given(written())
@example((3, 1, "OD_7788\u00a09900"))
@example((2, 1, "#fn/2026/0042"))
def test_a_number_means_its_shipment_wherever_it_is_given(
    shop: Shop, one: tuple[int, int, str]
) -> None:
    which, part, text = one
    wanted, order, _ = NUMBERS[which]
    assert ids.key(text) == ids.key(NUMBERS[which][part])
    store, imports = shop.store, shop.imports
    if part < 2:
        judged = imports.judge_awbs([AwbLine(2, text, "AW778899")], courier="DTDC")[0]
        assert judged.candidate is not None
        assert judged.candidate.id == wanted
    else:
        assert store.awb_owners([text]) == {text: [(wanted, order)]}
        judged = imports.judge_awbs([AwbLine(2, OTHER, text)], courier="DTDC")[0]
        assert judged.problem is not None
        assert not judged.is_ready
    found = store.rows(OrderFilter(text=text), Sort(), NOW, limit=9)
    assert [row.id for row in found] == [wanted], "search box"
    pasted = imports.lists.find(f"{text}\n{OTHER}")
    assert pasted.ids == (wanted, OTHER)
    assert store.meant_by(text) == [wanted]
    key = ("DTDC", next(row.location_code for row in found))
    scan = shop.round.scan(text, key)
    assert scan.result in (ScanResult.HERE, ScanResult.ALREADY)
    assert scan.row is not None
    assert scan.row.id == wanted
    if not any(char.isspace() for char in ids.tidy(text)):
        assert [ids.key(word) for word in numbers_of(text)] == [ids.key(text)]


def test_capitals_decide_only_where_orders_differ_by_nothing_else(tmp_path: object) -> None:
    db = Database(tmp_path / "orders.db")  # type: ignore[operator]
    store, lookup = ShipmentStore(db), OrderLookup(db)
    orders = {"1": "OD-9", "2": "od-9", "3": "Solo-1", "4": "OD 55", "5": "OD55"}
    made = [
        shipment(n, id=f"900{one}", marketplace_order_id=order)
        for n, (one, order) in enumerate(orders.items())
    ]
    store.upsert([record(one) for one in made], 1, NOW + timedelta(seconds=1))
    found = lookup.by_text(["OD-9", "od\u20119", "Od-9", "SOLO-1", "OD 55", "od55", "NA", ""])
    assert found == {
        "OD-9": ["9001"],
        "od\u20119": ["9002"],
        "Od-9": ["9001", "9002"],
        "SOLO-1": ["9003"],
        "OD 55": ["9004"],
        "od55": ["9004", "9005"],
    }
    db.close()
