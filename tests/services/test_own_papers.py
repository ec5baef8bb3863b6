"""Our own papers from the store: right totals, right couriers, kept and found again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.papers import (
    HandoverSheet,
    Paper,
    PaperChoices,
    PaperHead,
    PaperSize,
    handover_rows,
)
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import DocumentError
from konnect_desktop.services.context import Cancelled, TaskContext
from konnect_desktop.services.own_papers import MadePaper, OwnPaperService, stamp
from tests.services.desk import Desk


@pytest.fixture
def packed(make_desk: Any) -> tuple[Desk, list[str]]:
    """A desk and its orders that have a label, over several couriers and locations."""
    desk: Desk = make_desk(160)
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][:40]
    desk.until_packed(ids)
    return desk, ids


def own(desk: Desk) -> OwnPaperService:
    return desk.services.own_papers


def text_of(made: MadePaper) -> str:
    with pypdfium2.PdfDocument(made.pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def make(desk: Desk, paper: Paper, ids: list[str], **choices: Any) -> MadePaper:
    return own(desk).make(desk.ctx, paper, ids, PaperChoices(**choices))


def test_pick_list_counts_every_open_piece(packed: Any) -> None:
    desk, ids = packed
    shipments = desk.services.queries.shipments(ids).values()
    wanted: Counter[str] = Counter()
    for shipment in shipments:
        for item in shipment.open_items:
            wanted[item.sku] += item.quantity
    made = make(desk, Paper.PICK_LIST, ids)
    text = text_of(made)
    assert (made.orders, made.left_out) == (len(ids), 0)
    assert all(sku in text for sku in wanted)
    places = {shipment.location_code for shipment in shipments}
    pieces = {
        place: sum(s.quantity for s in shipments if s.location_code == place) for place in places
    }
    for place, count in pieces.items():
        assert f"Pick list · {place}" in text
        assert f"{count} piece" in text
    assert made.sizes_mm[0] == pytest.approx((210, 297), abs=0.1)


def test_nothing_is_asked_of_fynd(packed: Any) -> None:
    desk, ids = packed
    before = len(desk.server.requests)
    for paper in Paper:
        make(desk, paper, ids, size=PaperSize.A5)
    assert desk.calls(before) == []


def test_shelves_are_kept_and_order_the_list(packed: Any) -> None:
    desk, ids = packed
    one = next(r.id for r in desk.services.queries.rows_by_id(ids) if r.line_count == 1)
    other = next(
        r.id
        for r in desk.services.queries.rows_by_id(ids)
        if r.line_count == 1
        and r.sku != desk.services.queries.rows_by_id([one])[0].sku
        and r.location_code == desk.services.queries.rows_by_id([one])[0].location_code
    )
    lines = own(desk).shelf_lines([one, other])
    assert [line.place for line in lines] == ["", ""]
    own(desk).set_shelves({lines[0].sku: " B15 ", lines[1].sku: "B2", "": "nowhere"})
    assert own(desk).shelves([line.sku for line in lines]) == {
        lines[0].sku: "B15",
        lines[1].sku: "B2",
    }
    text = text_of(make(desk, Paper.PICK_LIST, [one, other]))
    assert text.index("B2") < text.index("B15")
    assert text.index(lines[1].sku) < text.index(lines[0].sku)
    own(desk).set_shelves({lines[0].sku: ""})
    assert own(desk).shelves([lines[0].sku]) == {}


def test_slips_come_in_the_given_order_with_names_and_notes(packed: Any) -> None:
    desk, ids = packed
    desk.services.queries.set_note(ids[1], "Use the red box")
    made = make(desk, Paper.PACKING_SLIP, list(reversed(ids[:3])), size=PaperSize.A5)
    assert len(made.sizes_mm) == 3
    with pypdfium2.PdfDocument(made.pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    shipments = desk.services.queries.shipments(ids[:3])
    for page, shipment in zip(pages, reversed(list(shipments.values())), strict=True):
        assert shipment.marketplace_order_id in page
        assert shipment.shipping_address.name in page
        assert shipment.awb_numbers[0] in page
        assert "MRP" not in page
    assert ["Use the red box" in page for page in pages] == [False, True, False]


def test_each_courier_at_each_location_has_a_sheet_of_its_own(packed: Any) -> None:
    desk, ids = packed
    made = make(desk, Paper.HANDOVER_SHEET, ids)
    rows = desk.services.queries.rows_by_id(ids)
    wanted = {(row.courier_partner, row.location_code) for row in rows}
    assert {(sheet.courier, sheet.head.location) for sheet in made.sheets} == wanted
    on_paper = [row for sheet in made.sheets for row in sheet.rows]
    assert sorted(row.awb for row in on_paper) == sorted(row.awb_text for row in rows)
    numbers = [sheet.number for sheet in made.sheets]
    assert numbers == list(range(1, len(wanted) + 1))


def test_sheet_keeps_its_number_over_sizes_and_is_found_again(packed: Any) -> None:
    desk, ids = packed
    made = make(desk, Paper.HANDOVER_SHEET, ids)
    small = own(desk).make(
        desk.ctx, Paper.HANDOVER_SHEET, ids, PaperChoices(size=PaperSize.A5), made.sheets
    )
    assert small.sheets == made.sheets
    assert own(desk).kept_sheets() == []
    own(desk).keep(small, "Office")
    own(desk).keep(small, "Another")
    kept = own(desk).kept_sheets()
    assert [sheet.number for sheet in kept] == sorted((s.number for s in made.sheets), reverse=True)
    assert {sheet.printer for sheet in kept} == {"Office"}
    first = made.sheets[0]
    parcel = first.rows[0]
    for said in (parcel.awb, parcel.order_no, parcel.shipment_id, first.name, first.name.lower()):
        assert [sheet.number for sheet in own(desk).kept_sheets(said)] == [first.number]
    assert own(desk).kept_sheets(first.courier[:4].upper())
    assert own(desk).kept_sheets("100%") == []
    assert own(desk).sheet_ids(first.number) == [row.shipment_id for row in first.rows]
    assert own(desk).sheet_ids(999) == []
    details = desk.services.queries.details(parcel.shipment_id)
    assert details is not None
    assert f"On handover sheet {first.name}." in [str(event.message) for event in details.timeline]
    # The next ones go on from there, also after a restart.
    assert own(desk).draft_sheets(ids[:1])[0].number > max(s.number for s in made.sheets)


def test_reprint_is_the_sheet_that_was_signed(packed: Any) -> None:
    desk, ids = packed
    made = make(desk, Paper.HANDOVER_SHEET, ids[:5])
    own(desk).keep(made, "Office")
    sheet = made.sheets[0]
    desk.server.world.shipment(sheet.rows[0].shipment_id).awb = "NEWAWB0000001"
    desk.do(Action.REFRESH, [sheet.rows[0].shipment_id])
    again = own(desk).reprint(sheet.number, PaperChoices())
    assert again.sheets[0].rows == sheet.rows
    assert again.sheets[0].head.made_at == sheet.head.made_at
    with pytest.raises(DocumentError, match="no handover sheet"):
        own(desk).reprint(999, PaperChoices())


def test_orders_that_do_not_fit_are_left_out_and_none_is_said(packed: Any) -> None:
    desk, ids = packed
    new = desk.ids(Lane.NEW)[:3]
    made = make(desk, Paper.HANDOVER_SHEET, [*ids[:2], *new, "unknown"])
    assert (made.orders, made.left_out) == (2, 4)
    with pytest.raises(DocumentError, match="None of these orders"):
        make(desk, Paper.HANDOVER_SHEET, new)


def test_weights_survive_being_kept(packed: Any) -> None:
    desk, ids = packed
    made = make(desk, Paper.HANDOVER_SHEET, ids)
    own(desk).keep(made, "Office")
    for sheet in made.sheets:
        again = own(desk).reprint(sheet.number, PaperChoices()).sheets[0]
        assert again.weight_g == sheet.weight_g
        assert all(isinstance(row.weight_g, Decimal | None) for row in again.rows)


def test_the_cash_to_collect_is_that_of_the_orders_and_survives_being_kept(packed: Any) -> None:
    desk, ids = packed
    shipments = desk.services.queries.shipments(ids)
    wanted = sum(s.price.cod for s in shipments.values() if s.price.is_cod)
    assert wanted > 0
    made = make(desk, Paper.HANDOVER_SHEET, ids)
    assert sum(sheet.collect or 0 for sheet in made.sheets) == wanted
    own(desk).keep(made, "Office")
    for sheet in made.sheets:
        again = own(desk).reprint(sheet.number, PaperChoices()).sheets[0]
        assert (again.collect, again.cod_parcels) == (sheet.collect, sheet.cod_parcels)


def test_an_order_in_several_boxes_is_paid_for_once(packed: Any) -> None:
    desk, ids = packed
    cod = next(s for s in desk.services.queries.shipments(ids).values() if s.price.is_cod)
    rows = handover_rows([replace(cod, awb_numbers=("A1", "A2", "A3"))])
    sheet = HandoverSheet(PaperHead(), 1, "X", rows)
    assert (sheet.cod_parcels, sheet.collect) == (1, cod.price.cod)
    assert [row.is_cod for row in rows] == [True] * 3


def test_numbers_without_bars_are_told(packed: Any) -> None:
    desk, ids = packed
    assert make(desk, Paper.PICK_LIST, ids).without_bars == ()
    long = "9" * 20 + "A" * 60
    desk.server.world.shipment(ids[0]).awb = long
    desk.do(Action.REFRESH, [ids[0]])
    assert make(desk, Paper.HANDOVER_SHEET, ids, size=PaperSize.A5).without_bars == (long,)


def test_name_on_paper_is_the_sellers_own(packed: Any) -> None:
    desk, ids = packed
    desk.services.change_settings(paper_name="Asha Textiles आशा")
    assert "Asha Textiles आशा" in text_of(make(desk, Paper.PICK_LIST, ids[:1]))


def test_times_on_paper_are_indian() -> None:
    from datetime import UTC, datetime

    assert stamp(datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == "25 Nov 2026, 01:30"


def test_stop_ends_making(packed: Any) -> None:
    desk, ids = packed
    ctx = TaskContext()
    ctx.cancel()
    with pytest.raises(Cancelled):
        own(desk).make(ctx, Paper.PICK_LIST, ids, PaperChoices())
