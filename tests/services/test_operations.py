"""Cancel items, invoices in detail, return QC and credit notes over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import PlannedRecord, SeriesFormat
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import CancelItem, QcItem
from konnect_desktop.domain.series import SeriesRule
from konnect_desktop.domain.shipments import Package
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import InvoiceDetails, Plan, SeriesOptions
from konnect_desktop.store.journal import Journal
from tests.services.desk import Desk, words_of


def several(desk: Desk, count: int) -> list[str]:
    """New orders of several open items."""
    world = desk.server.world
    found = [
        one
        for one in world.ids("CREATED")
        if len(world.shipment(one).items) > 1
        and all(item.is_open for item in world.shipment(one).items)
    ]
    assert len(found) >= count
    return found[:count]


def first_item(desk: Desk, shipment_id: str, quantity: int = 0) -> CancelItem:
    item = desk.server.world.shipment(shipment_id).items[0]
    return CancelItem(item.item_id, quantity or item.quantity, "6")


def reasons(plan: Plan) -> dict[Reason | None, set[str]]:
    return {one.reason: set(one.ids) for one in plan.left_out}


# ---- cancel items ----------------------------------------------------------------------


def test_chosen_items_go_and_the_rest_stays(big: Desk) -> None:
    ids = several(big, 21)
    chosen = {one: (first_item(big, one),) for one in ids}
    result = big.do(Action.CANCEL_ITEMS, ids, cancel_items=chosen)
    assert result.count(State.DONE) == 21, words_of(result)
    assert {big.statuses()[key] for key in ids} == {states.CREATED}
    for key in ids:
        assert not big.server.world.shipment(key).items[0].is_open
    # What was cancelled is not confirmed, and the plan says so before.
    plan = big.plan(Action.CONFIRM, ids)
    assert [(note.reason, note.count) for note in plan.notes] == [(Reason.FEWER_ITEMS, 21)]
    assert plan.batch_id is not None
    assert big.services.bulk.run(big.ctx, plan.batch_id).count(State.DONE) == 21


def test_the_last_open_item_cancels_the_order_and_the_plan_says_so(big: Desk) -> None:
    (one,) = several(big, 1)
    items = big.server.world.shipment(one).items
    chosen = {one: tuple(CancelItem(item.item_id, item.quantity, "9") for item in items)}
    plan = big.plan(Action.CANCEL_ITEMS, [one], cancel_items=chosen)
    assert [note.reason for note in plan.notes] == [Reason.CANCELS_WHOLE]
    assert plan.batch_id is not None
    assert big.services.bulk.run(big.ctx, plan.batch_id).count(State.DONE) == 1
    assert big.statuses()[one] == states.CANCELLED


def test_bad_choices_are_left_out_with_the_reason(big: Desk) -> None:
    ids = several(big, 6)
    invoiced = big.server.world.ids("PROCESSING")[:1]
    stranger = CancelItem("no-such-item", 1, "6")
    item = first_item(big, ids[2])
    chosen = {
        ids[0]: (first_item(big, ids[0]),),
        ids[1]: (stranger,),
        ids[2]: (CancelItem(item.item_id, item.quantity + 1, "6"),),
        ids[3]: (CancelItem(first_item(big, ids[3]).item_id, 1, " "),),
        ids[4]: (CancelItem(first_item(big, ids[4]).item_id, 0, "6"),),
        invoiced[0]: (first_item(big, invoiced[0]),),
    }
    plan = big.plan(Action.CANCEL_ITEMS, [*ids, *invoiced], cancel_items=chosen)
    assert plan.ids == (ids[0],)
    assert reasons(plan) == {
        Reason.ITEM_NOT_IN_ORDER: {ids[1]},
        Reason.TOO_MANY_PIECES: {ids[2]},
        Reason.NO_CANCEL_REASON: {ids[3]},
        Reason.NO_ITEMS_CHOSEN: {ids[4], ids[5]},
        Reason.TOO_LATE_FOR_ITEMS: {invoiced[0]},
    }
    with pytest.raises(KonnectError, match="No item"):
        big.plan(Action.CANCEL_ITEMS, ids)


def test_one_reason_serves_all_items_without_their_own(big: Desk) -> None:
    (one,) = several(big, 1)
    chosen = {one: (CancelItem(first_item(big, one).item_id, 1, ""),)}
    big.do(Action.CANCEL_ITEMS, [one], cancel_items=chosen, reason_code="8")
    assert big.server.changes[-1].payload["orderItems"][0]["reasonCode"] == "8"


@pytest.mark.parametrize("kind", ["drop-after", "html", "drop-before"])
def test_lost_cancellations_are_settled_by_the_items(big: Desk, kind: str) -> None:
    ids = several(big, 20)
    chosen = {one: (first_item(big, one),) for one in ids}
    big.fault(kind, "cancel", times=1)
    result = big.when_sure(big.do(Action.CANCEL_ITEMS, ids, cancel_items=chosen))
    assert set(result.ids(State.DONE)) == set(big.applied("cancel")), words_of(result)
    assert result.count(State.DONE, State.NOT_SENT) == 20
    again = big.services.bulk.retry(result.batch_id)
    assert len(again.ids) == (20 if kind == "drop-before" else 0)
    if again.batch_id is not None:
        assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 20
    big.assert_nothing_twice()


def test_a_retry_after_the_customer_changed_the_order_asks_again(big: Desk) -> None:
    (one,) = several(big, 1)
    chosen = {one: (first_item(big, one),)}
    big.fault("drop-before", "cancel", times=1)
    result = big.when_sure(big.do(Action.CANCEL_ITEMS, [one], cancel_items=chosen))
    last = big.server.world.shipment(one).items[-1].item_id
    big.server.world.customer_cancel(one, (last,))
    big.do(Action.REFRESH, [one])
    assert reasons(big.services.bulk.retry(result.batch_id)) == {Reason.CHANGED_MEANWHILE: {one}}


def test_items_of_an_order_cancelled_meanwhile_are_loud(big: Desk) -> None:
    (one,) = several(big, 1)
    plan = big.plan(Action.CANCEL_ITEMS, [one], cancel_items={one: (first_item(big, one),)})
    big.server.world.customer_cancel(one)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.outcomes[one].is_loud


# ---- invoices --------------------------------------------------------------------------


def confirmed(desk: Desk, count: int) -> list[str]:
    ids = desk.server.world.ids("CREATED")[:count]
    assert desk.do(Action.CONFIRM, ids).count(State.DONE) == count
    return ids


BOX = Package("BOX-1", Decimal("30.5"), Decimal(22), Decimal(8), Decimal(650))


def test_everything_that_an_invoice_carries_is_sent(big: Desk) -> None:
    one, other = confirmed(big, 2)
    item = big.server.world.shipment(one).items[0]
    details = InvoiceDetails(
        irn="IRN1",
        qr="QR1",
        ack_number="A1",
        ack_date="2026-11-24",
        signed_invoice="SIGNED",
        packages=(BOX, BOX),
        serials={item.item_id: ("356938035643809",)},
    )
    flat = Package("", Decimal(10), Decimal(10), Decimal(2), Decimal(90))
    big.do(Action.ADD_INVOICE, [one, other], invoices={one: details}, packages=(flat,))
    sent = {c.shipment_id: c.payload for c in big.server.changes if c.call == "invoiceUpdate"}
    assert sent[one]["irnNumber"] == "IRN1"
    assert sent[one]["invoiceQrCode"] == "QR1"
    assert (sent[one]["ackNumber"], sent[one]["ackDate"]) == ("A1", "2026-11-24")
    assert sent[one]["signedInvoice"] == "SIGNED"
    assert [box["packageLengthCm"] for box in sent[one]["packages"]] == [30.5, 30.5]
    assert sent[one]["orderItems"][0]["imeiSerialNumber"] == ["356938035643809"]
    assert [box["packageWeightGms"] for box in sent[other]["packages"]] == [90]
    assert "irnNumber" not in sent[other]


def test_bad_details_are_left_out_with_the_reason(big: Desk) -> None:
    ids = confirmed(big, 4)
    item = big.server.world.shipment(ids[1]).items[0]
    many = tuple(str(number) for number in range(item.quantity + 1))
    plan = big.plan(
        Action.ADD_INVOICE,
        ids,
        invoices={
            ids[0]: InvoiceDetails(serials={"no-such-item": ("1",)}),
            ids[1]: InvoiceDetails(serials={item.item_id: many}),
            ids[2]: InvoiceDetails(packages=(Package("B", Decimal(0), Decimal(2)),)),
        },
    )
    assert plan.ids == (ids[3],)
    assert reasons(plan) == {
        Reason.ITEM_NOT_IN_ORDER: {ids[0]},
        Reason.TOO_MANY_SERIALS: {ids[1]},
        Reason.BAD_PACKAGE: {ids[2]},
    }


def test_typed_numbers_are_used_once_for_ever(big: Desk) -> None:
    ids = confirmed(big, 6)
    result = big.do(
        Action.ADD_INVOICE, ids[:2], invoices={ids[0]: InvoiceDetails(number="INV-00002")}
    )
    assert result.count(State.DONE) == 2
    plan = big.plan(
        Action.ADD_INVOICE,
        ids[2:],
        invoices={
            ids[2]: InvoiceDetails(number="INV-00002"),
            ids[3]: InvoiceDetails(number="OWN/1"),
            ids[4]: InvoiceDetails(number="OWN/1"),
        },
    )
    assert reasons(plan) == {Reason.NUMBER_TAKEN: {ids[2]}, Reason.NUMBER_TWICE: set(ids[3:5])}
    # The series steps over the number that was typed.
    assert [number for _, number in plan.preview] == ["INV-00003"]
    sent = {c.shipment_id: c.payload for c in big.server.changes if c.call == "invoiceUpdate"}
    assert {key: one["invoiceNumber"] for key, one in sent.items()} == {
        ids[0]: "INV-00002",
        ids[1]: "INV-00001",
    }


def test_each_location_and_channel_has_its_series(big: Desk) -> None:
    ids = confirmed(big, 30)
    rows = {row.id: row for row in big.services.queries.rows_by_id(ids)}
    place, channel = rows[ids[0]].location_code, rows[ids[0]].channel
    big.services.change_settings(
        invoice_series=(
            SeriesRule(channel=channel, series=SeriesFormat("CH-", 1, 3)),
            SeriesRule(location=place, series=SeriesFormat("LOC-", 10, 4)),
            SeriesRule(place, channel, SeriesFormat("BOTH-", 7, 0)),
        )
    )
    plan = big.plan(Action.ADD_INVOICE, ids)
    for key, (_, number) in zip(plan.ids, plan.preview, strict=True):
        row = rows[key]
        expected = {
            (True, True): "BOTH-",
            (True, False): "LOC-",
            (False, True): "CH-",
            (False, False): "INV-",
        }[(row.location_code == place, row.channel == channel)]
        assert number.startswith(expected), (row, number)
    assert plan.preview[0][1] == "BOTH-7"
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.count(State.DONE) == 30, words_of(result)
    sent = [c.payload["invoiceNumber"] for c in big.server.changes if c.call == "invoiceUpdate"]
    assert sorted(sent) == sorted(number for _, number in plan.preview)


def test_numbers_that_tax_practice_dislikes_are_noted_and_not_blocked(big: Desk) -> None:
    ids = confirmed(big, 2)
    plan = big.plan(Action.ADD_INVOICE, ids, series=SeriesOptions("FY2627/MUMBAI/", 1, 5))
    assert [(note.reason, note.count) for note in plan.notes] == [(Reason.NUMBER_STYLE, 2)]
    assert "19 characters" in str(plan.notes[0].details[0][1])
    assert plan.will_send == 2


def test_a_number_that_fynd_refuses_is_burnt_and_retry_takes_the_next(big: Desk) -> None:
    ids = confirmed(big, 3)
    other = big.server.world.shipment(big.server.world.ids("TRANSIT")[0])
    big.server.world.own_invoice("INV-00002", other)
    result = big.do(Action.ADD_INVOICE, ids)
    (refused,) = result.ids(State.REFUSED)
    assert result.outcomes[refused].code == "IN422"
    again = big.services.bulk.retry(result.batch_id)
    assert [number for _, number in again.preview] == ["INV-00004"]
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    assert big.server.world.shipment(refused).invoice_number == "INV-00004"


def test_a_typed_number_that_was_refused_is_not_sent_again(big: Desk) -> None:
    (one,) = confirmed(big, 1)
    other = big.server.world.shipment(big.server.world.ids("TRANSIT")[0])
    big.server.world.own_invoice("OWN/9", other)
    result = big.do(Action.ADD_INVOICE, [one], invoices={one: InvoiceDetails(number="OWN/9")})
    assert result.count(State.REFUSED) == 1
    again = big.services.bulk.retry(result.batch_id)
    assert reasons(again) == {Reason.NUMBER_TAKEN: {one}}
    assert "refused" in str(again.left_out[0].details[0][1])


def test_a_batch_of_an_older_app_is_retried_with_its_series(big: Desk) -> None:
    (one,) = confirmed(big, 1)
    journal = Journal(big.services.database)
    options = {"series": {"prefix": "OLD-", "first": 7, "padding": 3}}
    records = [PlannedRecord(one, {"items": []}, "order")]
    old = journal.create(Action.ADD_INVOICE, records, options).batch_id
    assert old is not None
    journal.record(old, {one: Outcome(State.NOT_SENT)}, datetime.now(UTC))
    again = big.services.bulk.retry(old)
    assert [number for _, number in again.preview] == ["OLD-007"]
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    assert big.server.world.shipment(one).invoice_number == "OLD-007"


def test_details_survive_a_retry(big: Desk) -> None:
    (one,) = confirmed(big, 1)
    big.fault("drop-before", "invoiceUpdate", times=1)
    details = InvoiceDetails(irn="IRN7", packages=(BOX,))
    result = big.do(Action.ADD_INVOICE, [one], invoices={one: details})
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    sent = big.server.changes[-1].payload
    assert (sent["irnNumber"], sent["packages"][0]["packageId"]) == ("IRN7", "BOX-1")


def test_invoiced_by_a_lost_first_try_counts_as_done(big: Desk) -> None:
    ids = confirmed(big, 3)
    big.fault("drop-after", "invoiceUpdate", times=1)
    big.fault("drop-before", "orders", times=40)
    result = big.do(Action.ADD_INVOICE, ids)
    assert result.count(State.UNKNOWN) == 3
    big.server.faults.clear()
    assert big.services.bulk.settle(big.ctx, result.batch_id).count(State.DONE) == 3
    big.assert_nothing_twice()


# ---- returns ---------------------------------------------------------------------------


def back(desk: Desk) -> list[str]:
    """Everything that stands at the seller's again, cancelled after invoicing included."""
    return [key for key, status in desk.truth().items() if status == states.RETURN_DELIVERED]


def test_all_good_is_accepted_and_credited_in_bulk(big: Desk) -> None:
    ids = back(big)
    assert len(ids) > 3
    result = big.do(Action.RETURN_QC, ids)
    assert result.count(State.DONE) == len(ids), words_of(result)
    assert {big.statuses()[key] for key in ids} == {states.RETURN_COMPLETED}
    plan = big.plan(Action.CREDIT_NOTE, ids)
    assert plan.preview[0][1] == "CN-00001"
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.count(State.DONE) == len(ids), words_of(result)
    assert {big.statuses()[key] for key in ids} == {states.CREDIT_NOTE_GENERATED}


def test_bad_pieces_are_named_and_the_rest_is_good(big: Desk) -> None:
    one = next(key for key in back(big) if big.server.world.shipment(key).kind == "RETURN")
    item = big.server.world.shipment(one).items[0]
    item.quantity = item.ordered = 3
    big.do(Action.REFRESH, [one])
    entries = (QcItem(item.item_id, 1, "package_damaged"), QcItem(item.item_id, 1, "lost"))
    result = big.do(Action.RETURN_QC, [one], qc_items={one: entries})
    assert result.count(State.DONE) == 1, words_of(result)
    assert sorted(item.quality) == [(1, ""), (1, "lost"), (1, "package_damaged")]


def test_bad_quality_choices_are_left_out(big: Desk) -> None:
    one, other = back(big)[:2]
    item = big.server.world.shipment(other).items[0]
    plan = big.plan(
        Action.RETURN_QC,
        [one, other],
        qc_items={one: (QcItem("no", 1),), other: (QcItem(item.item_id, 99, "lost"),)},
    )
    assert reasons(plan) == {Reason.ITEM_NOT_IN_ORDER: {one}, Reason.TOO_MANY_PIECES: {other}}


@pytest.mark.parametrize("kind", ["drop-after", "html", "drop-before"])
@pytest.mark.parametrize("action", [Action.RETURN_QC, Action.CREDIT_NOTE])
def test_lost_answers_of_returns_are_settled(big: Desk, action: Action, kind: str) -> None:
    ids = back(big)
    call = "return" if action is Action.RETURN_QC else "invoiceUpdate"
    if action is Action.CREDIT_NOTE:
        big.do(Action.RETURN_QC, ids)
    big.fault(kind, call, times=1)
    result = big.do(action, ids)
    assert set(result.ids(State.DONE)) == set(big.applied(call)), words_of(result)
    assert result.count(State.DONE, State.NOT_SENT) == len(ids)
    again = big.services.bulk.retry(result.batch_id)
    if again.batch_id is not None:
        assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == again.will_send
    assert set(big.applied(call)) == set(ids)
    big.assert_nothing_twice()


def test_an_rto_has_an_invoice_and_a_credit_note_of_its_own(big: Desk) -> None:
    (one,) = confirmed(big, 1)
    big.server.world.shipment(one).self_ship = False
    big.do(Action.ADD_INVOICE, [one])
    shipment = big.server.world.shipment(one)
    shipment.kind = "RTO"
    big.server.world.move(shipment, states.RETURN_DELIVERED, "rto_bag_delivered")
    big.do(Action.REFRESH, [one])
    big.do(Action.RETURN_QC, [one])
    result = big.do(Action.CREDIT_NOTE, [one])
    assert result.count(State.DONE) == 1, words_of(result)
    assert (shipment.invoice_number, shipment.credit_note_number) == ("INV-00001", "CN-00001")
