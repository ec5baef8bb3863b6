"""Lists of AWBs and invoice data against orders of a practice server: what would be planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.awb_import import AwbLine, lines_of
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    Columns,
    Field,
    columns_of,
)
from konnect_desktop.domain.invoice_import import invoice_lines
from konnect_desktop.domain.pasted import table_of
from konnect_desktop.errors import SheetError
from konnect_desktop.services.exports import table_file
from konnect_desktop.services.import_options import awb_options, invoice_options
from konnect_desktop.services.imports import FileKind, ImportService
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.self_ship import make_waiting
from tests.sheets import make_sheets

WAITING = 5


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    made = make_desk(60)
    make_waiting(made.server, WAITING)
    made.sync()
    return made


@pytest.fixture
def imports(desk: Desk) -> ImportService:
    return desk.services.imports


def by_rule(desk: Desk, action: Action, *, yes: bool) -> list[str]:
    """Shipments that the rules let take part, or not."""
    ids = desk.ids()
    open_ids = {key for key in ids if is_open(desk, action, key)}
    return [key for key in ids if (key in open_ids) == yes]


def is_open(desk: Desk, action: Action, shipment_id: str) -> bool:
    return all(
        judge(action, facts).is_open for facts, _ in desk.services.queries.facts([shipment_id])
    )


def order_no(desk: Desk, shipment_id: str) -> str:
    return desk.services.queries.rows_by_id([shipment_id])[0].order_no


def awb_file(folder: Path, rows: list[list[str]], name: str = "awb.csv") -> Path:
    path = folder / name
    path.write_bytes(table_file(name, ("Order ID", "Docket No", "Logistics"), rows))
    return path


@pytest.mark.parametrize("name", ["awb.csv", "awb.xlsx"])
def test_from_file_to_options(
    desk: Desk, imports: ImportService, tmp_path: Path, name: str
) -> None:
    waiting = by_rule(desk, Action.UPDATE_AWB, yes=True)[:3]
    other = by_rule(desk, Action.UPDATE_AWB, yes=False)[0]
    rows = [[order_no(desk, waiting[0]), "00123456789012", "BLUEDART EXPRESS"]]
    rows += [[waiting[1], "A-2", "sfx"], [waiting[2], "=A3", "DTDC"], [other, "A4", "DTDC"]]
    table = imports.read(awb_file(tmp_path, rows, name))
    choice = imports.columns(table, AWB_FIELDS)
    assert choice.is_sure
    judged = imports.judge_awbs(lines_of(table, choice.columns))
    ids, options = awb_options(judged, auto_dispatch=False)
    assert ids == waiting[:2]
    assert not options.auto_dispatch
    entries = [(entry.awb_number, entry.courier_partner) for entry in options.awbs.values()]
    assert entries == [("00123456789012", "Blue Dart"), ("A-2", "Shadowfax")]
    assert "letters and digits, not “=”" in str(judged[2].problem)
    assert judged[3].problem


def test_columns_chosen_once_are_known_the_next_time(
    desk: Desk, imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Our ref,Parcel code,Order ID\nO1,P1,X1\n")
    table = imports.read(path)
    assert not imports.columns(table, AWB_FIELDS).is_sure
    chosen = Columns(0, {Field.ORDER: 0, Field.AWB: 1})
    imports.remember(table, chosen, AWB_FIELDS)
    path.write_text("OUR REF,Parcel-Code,order id\nO2,P2,X2\n")
    again = imports.columns(imports.read(path), AWB_FIELDS)
    assert again.is_sure
    assert again.columns == chosen
    assert not imports.columns(table, INVOICE_FIELDS).is_sure, "each kind of import by itself"
    assert (
        desk.services.settings.current.from_dict(
            desk.services.settings.current.to_dict()
        ).import_columns
        == desk.services.settings.current.import_columns
    )


def test_two_equal_headings_are_asked_about_once(
    desk: Desk, imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Order ID,AWB,AWB,Courier,Invoice No\nX1,,A1,DTDC,I1\n")
    table, choice = imports.open(path, AWB_FIELDS)
    assert not choice.is_sure
    assert choice.columns.of(Field.AWB) < 0
    assert imports.kind_of(path) is FileKind.AWBS, "its headings say well what it is"
    by_field = {Field.ORDER: 0, Field.AWB: 2, Field.COURIER: 3}
    imports.remember(table, Columns(0, by_field), AWB_FIELDS)
    again = imports.columns(table, AWB_FIELDS)
    assert again.is_sure
    assert again.columns.by_field == by_field


def test_pasted_table_with_two_equal_headings_says_so(desk: Desk, imports: ImportService) -> None:
    waiting = by_rule(desk, Action.UPDATE_AWB, yes=True)[0]
    lines = imports.pasted(f"Order ID\tAWB\tAWB\n{waiting}\tA1\tA2", [])
    (row,) = imports.judge_awbs(lines, courier="DTDC")
    assert not row.is_ready
    assert "Two columns are called AWB" in str(row.problem)


def test_the_sheet_with_known_headings_is_taken(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    sheets: dict[str, list[list[make_sheets.Cell]]] = {
        "Read me": [["How to use this report"], ["Step 1"]],
        "Dispatch": [["Order ID", "AWB"], ["O1", "A1"]],
    }
    path.write_bytes(make_sheets.xlsx_of(sheets))
    table, choice = imports.open(path, AWB_FIELDS)
    assert (table.sheet, choice.is_sure) == ("Dispatch", True)
    assert imports.kind_of(path) is FileKind.AWBS
    table, choice = imports.open(path, AWB_FIELDS, "Read me")
    assert (table.sheet, choice.is_sure) == ("Read me", False)


def test_awb_that_another_order_holds(desk: Desk, imports: ImportService) -> None:
    waiting = by_rule(desk, Action.UPDATE_AWB, yes=True)[0]
    rows = desk.services.queries.rows_by_id(desk.ids())
    holder = next(row for row in rows if row.awb_text and row.id != waiting)
    lines = imports.pasted(f"{waiting}\t{holder.awb_text.lower()}\tDTDC", [])
    (row,) = imports.judge_awbs(lines)
    assert str(row.problem).startswith(f"Order {holder.order_no} has this AWB already")


def test_pasted_lists(desk: Desk, imports: ImportService) -> None:
    ids = by_rule(desk, Action.UPDATE_AWB, yes=True)[:3]
    empty = imports.waiting(ids)
    assert [line.shipment_id for line in empty] == ids
    lines = imports.pasted("A1\nA2\nA3\nA4", empty)
    rows = imports.judge_awbs(lines, courier="dtdc")
    assert [row.candidate.id for row in rows if row.candidate] == ids
    assert [row.is_ready for row in rows] == [True, True, True, False]
    assert "more AWBs than orders" in str(rows[3].problem)
    turned = imports.pasted("\n".join(f"AW{n},{key}" for n, key in enumerate(ids)), [])
    assert [(line.order, line.awb) for line in turned] == [(k, f"AW{n}") for n, k in enumerate(ids)]
    orders = imports.pasted("\n".join(ids), empty)
    assert [(line.order, line.awb) for line in orders] == [(key, "") for key in ids]
    titled = imports.pasted("AWB No\tOrder ID\nA7\t" + ids[0], [])
    assert [(line.order, line.awb) for line in titled] == [(ids[0], "A7")]


def test_awb_of_a_return_is_sent_without_a_hand_over(desk: Desk, imports: ImportService) -> None:
    world = desk.server.world
    key = next(k for k in desk.ids() if world.shipment(k).status == "RETURN_PROCESSING")
    parcel = world.shipment(key)
    parcel.self_ship, parcel.oms_state, parcel.lock = True, "return_dp_assigned", None
    parcel.awb = parcel.courier_name = None
    desk.sync()
    rows = imports.judge_awbs(imports.pasted(f"{key}\tRET77\tekart logistics", []))
    assert rows[0].is_ready, rows[0].problem
    ids, options = awb_options(rows, auto_dispatch=True)
    result = desk.do(Action.UPDATE_AWB, ids, awbs=options.awbs, auto_dispatch=True)
    assert result.count(State.DONE) == 1
    assert (parcel.awb, parcel.courier_name) == ("RET77", "Ekart")
    assert parcel.status == "RETURN_PROCESSING"


def test_list_of_orders_in_any_form(desk: Desk, imports: ImportService) -> None:
    ids = desk.ids()[:3]
    numbers = [order_no(desk, one) for one in ids]
    assert imports.lists.find(" ".join(ids)).ids == tuple(ids)
    assert imports.lists.find(", ".join(numbers).lower()).ids == tuple(ids)
    table = "Buyer\tOrder ID\n" + "\n".join(f"Asha Rao\t{one}" for one in numbers)
    found = imports.lists.find(table + "\nRavi\tNOPE-1")
    assert (found.ids, found.unknown) == (tuple(ids), ("NOPE-1",))
    assert imports.lists.find("what is this?").ids == ()
    assert imports.lists.find("").unknown == ()


def test_lists_that_follow_each_other(desk: Desk, imports: ImportService) -> None:
    ids = by_rule(desk, Action.UPDATE_AWB, yes=True)[:3]

    def table(*rows: str) -> list[AwbLine]:
        found = table_of("\n".join(["Order ID\tAWB", *rows]))
        return lines_of(found, columns_of(found, AWB_FIELDS), "/a.csv")

    lines = imports.merged(imports.waiting(ids[:2]), table(f"{ids[0]}\tW1", f"{ids[2]}\tW3"))
    assert [(line.shipment_id, line.awb) for line in lines] == [
        (ids[0], "W1"),
        (ids[1], ""),
        ("", "W3"),
    ]
    # The same file again: what it said before is gone, also for a line that it lost.
    lines = imports.merged(lines, table(f"{ids[1]}\tX2"))
    assert [(line.shipment_id, line.awb) for line in lines] == [(ids[0], ""), (ids[1], "X2")]
    # A paste may add, and may correct a paste, but not contradict a file unseen.
    lines = imports.merged(lines, imports.pasted(f"{ids[0]}\tP1", []))
    lines = imports.merged(lines, imports.pasted(f"{order_no(desk, ids[0])}\tP9", []))
    assert [line.awb for line in lines] == ["P9", "X2"]
    lines = imports.merged(lines, imports.pasted(f"{ids[1]}\tP2", []))
    rows = imports.judge_awbs(lines, courier="DTDC")
    assert [row.is_ready for row in rows] == [True, False, False]
    assert "different AWBs" in str(rows[1].problem)


def test_invoice_data_to_options(desk: Desk, imports: ImportService, tmp_path: Path) -> None:
    ready = by_rule(desk, Action.ADD_INVOICE, yes=True)[:2]
    irn = "ab" * 32
    path = tmp_path / "irn.xlsx"
    headings = ["Order No", "Inv No", "IRN", "Ack No", "Ack Date", "Signed QR Code"]
    body = [
        [ready[0], "I-1", irn, "112010036563310", "12/06/2026", "eyJ"],
        [order_no(desk, ready[1]), "I-2", "cd" * 32, 112010036563311, "12/06/2026", "eyK"],
    ]
    path.write_bytes(make_sheets.xlsx([headings, *body]))
    table = imports.read(path)
    choice = imports.columns(table, INVOICE_FIELDS)
    assert choice.is_sure
    judged = imports.judge_invoices(invoice_lines(table, choice.columns))
    ids, options = invoice_options(judged)
    assert ids == ready[:1]
    details = options.invoices[ready[0]]
    assert (details.number, details.irn, details.ack_date) == ("I-1", irn, "2026-06-12 00:00:00")
    assert "Ack number is a number in row 3, column D" in str(judged[1].problem)


def test_file_that_is_no_table(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "label.xlsx"
    path.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(SheetError, match="no CSV or XLSX"):
        imports.read(path)
