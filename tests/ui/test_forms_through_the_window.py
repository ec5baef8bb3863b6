"""Every form from the toolbar to the practice server: what was filled in is what it got."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action, Verdict, judge
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.milestones import choices
from konnect_desktop.domain.packaging import PackagePreset
from konnect_desktop.practice.model import Change
from konnect_desktop.ui.asks.cancel_items import CancelItemsDialog
from konnect_desktop.ui.asks.confirm_preview import ConfirmPreview
from konnect_desktop.ui.asks.credit_note import CreditNoteDialog
from konnect_desktop.ui.asks.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.asks.return_qc import ReturnQcDialog
from konnect_desktop.ui.asks.set_status import SetStatusDialog
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.kit.question import Question
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import finish, new_ids, opened, plan, tick
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=260)
    made.wait_until_shown()
    return made


def allowed(desk: WindowDesk, action: Action, *, surely: bool = False) -> list[str]:
    """The orders that the app offers the action for."""
    queries = desk.services.queries
    facts = queries.facts_each(queries.ids(OrderFilter(), Sort()))
    wanted = {Verdict.ELIGIBLE} if surely else {Verdict.ELIGIBLE, Verdict.LIKELY}
    return [one for one, known in facts.items() if judge(action, known).verdict in wanted]


def press(dialog: Question) -> None:
    assert dialog.accept_button.isEnabled(), dialog.still.text()
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def sent(desk: WindowDesk, call: str) -> list[Change]:
    return [change for change in desk.server.changes if change.call == call]


def through(desk: WindowDesk) -> BatchRun:
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    run = desk.page.sheet.runs[-1]
    finish(desk, run)
    return run


def test_one_item_of_an_order_is_cancelled_and_the_rest_goes_on(own: WindowDesk) -> None:
    shipments = own.services.queries.shipments(new_ids(own, 60))
    several = next(one for one in shipments.values() if len(one.open_items) > 1)
    tick(own, [several.id])
    QTest.keyClick(own.page.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(own, CancelItemsDialog)
    QTest.keyClick(dialog.lines[0].tick, Qt.Key.Key_Space)
    dialog.reason.reason.setCurrentText("Damaged product")
    press(dialog)
    run = through(own)
    assert (run.done, run.failed) == (1, 0)
    [change] = sent(own, "cancel")
    first = several.open_items[0]
    assert change.payload["orderItems"] == [
        {"orderItemId": first.item_id, "quantity": first.quantity, "reasonCode": "9"}
    ]
    after = own.services.queries.shipments([several.id])[several.id]
    assert after.status == "CREATED"
    assert len(after.open_items) == len(several.open_items) - 1


def test_items_of_many_orders_are_refused_with_what_to_do(own: WindowDesk) -> None:
    tick(own, new_ids(own, 11))
    own.page.bar.actions_bar.press(Action.CANCEL_ITEMS)
    own.wait(lambda: own.window.findChildren(MessageDialog), "the message")
    [message] = own.window.findChildren(MessageDialog)
    assert "up to 10 orders" in message.heading.text()
    assert "Cancel whole orders" in message.text.text()
    assert own.page.sheet.runs == []


def test_confirm_shows_first_what_buyers_cancelled(own: WindowDesk) -> None:
    ids = new_ids(own, 60)
    shipments = own.services.queries.shipments(ids)
    several = next(one for one in shipments.values() if len(one.open_items) > 1)
    plain = next(one for one in ids if one != several.id)
    tick(own, [plain])
    own.page.bar.actions_bar.press(Action.CONFIRM)
    through(own)
    assert own.window.findChildren(ConfirmPreview) == []
    gone = several.open_items[0]
    own.server.world.customer_cancel(several.id, (gone.item_id,))
    finish(own, plan(own, [several.id], Action.REFRESH))
    tick(own, [several.id])
    own.page.bar.actions_bar.press(Action.CONFIRM)
    dialog = opened(own, ConfirmPreview)
    assert len(own.page.sheet.runs) == 2
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    own.wait(lambda: len(own.page.sheet.runs) == 3, "the batch")
    finish(own, own.page.sheet.runs[-1])
    confirmed = sent(own, "confirm")[-1].payload["orderItems"]
    assert gone.item_id not in {item["orderItemId"] for item in confirmed}


def test_packages_and_details_go_with_the_invoice(own: WindowDesk) -> None:
    ids = allowed(own, Action.ADD_INVOICE, surely=True)[:3]
    shipments = own.services.queries.shipments(ids)
    sizes = [Decimal(text) for text in ("30", "25", "4", "350")]
    preset = PackagePreset("Bag", shipments[ids[0]].open_items[0].sku, *sizes, pieces=99)
    own.services.change_settings(package_presets=(preset,))
    tick(own, ids)
    own.page.bar.actions_bar.press(Action.ADD_INVOICE)
    dialog = opened(own, InvoiceSeriesDialog)
    assert dialog.packages is not None
    assert dialog.details is not None
    assert dialog.packages.model.rows[0].origin == "Bag"
    dialog.tabs.setCurrentIndex(2)
    form = dialog.details.forms[1]
    dialog.details.order.setCurrentIndex(1)
    QTest.keyClicks(form.irn, "a" * 64)
    QTest.keyClicks(form.ack_date, "24/11/2026 10:15")
    item = shipments[ids[1]].open_items[0]
    QTest.keyClicks(form.serials[item.item_id][0], "356938035643809")
    press(dialog)
    run = through(own)
    assert (run.done, run.failed) == (3, 0), run.groups
    by_id = {change.shipment_id: change.payload for change in sent(own, "invoiceUpdate")}
    [box] = by_id[ids[0]]["packages"]
    assert (box["packageLengthCm"], box["packageWeightGms"]) == (30, 350)
    assert by_id[ids[1]]["irnNumber"] == "a" * 64
    assert by_id[ids[1]]["ackDate"] == "2026-11-24 10:15:00"
    named = {one["orderItemId"]: one for one in by_id[ids[1]]["orderItems"]}
    assert named[item.item_id]["imeiSerialNumber"] == ["356938035643809"]
    assert "irnNumber" not in by_id[ids[2]]


def test_a_series_can_be_kept_from_the_form(own: WindowDesk) -> None:
    tick(own, allowed(own, Action.ADD_INVOICE, surely=True)[:2])
    own.page.bar.actions_bar.press(Action.ADD_INVOICE)
    dialog = opened(own, InvoiceSeriesDialog)
    assert not dialog.fields.keep.isVisible()
    dialog.prefix.setText("GW/")
    dialog.next_number.setValue(7)
    dialog.fields.keep.setChecked(True)
    own.wait(lambda: dialog.preview.text() == "GW/00007  to  GW/00008", "the preview")
    press(dialog)
    through(own)
    kept = own.services.settings.current
    assert (kept.invoice_prefix, kept.invoice_next) == ("GW/", 7)


def test_returns_are_accepted_and_credited(own: WindowDesk) -> None:
    back = own.server.world.ids("RETURN_DELIVERED", cancelled_after_invoice=False)
    ids = [one for one in allowed(own, Action.RETURN_QC) if one in back][:2]
    tick(own, ids)
    bar = own.page.bar.actions_bar
    assert bar.offer.suggested is Action.RETURN_QC
    assert bar.buttons[Action.RETURN_QC].isVisible()
    assert not bar.buttons[Action.CONFIRM].isVisible()
    bar.press(Action.RETURN_QC)
    dialog = opened(own, ReturnQcDialog)
    dialog.by_item.setChecked(True)
    dialog.lines[0].parts[0].quality.setCurrentText("Tag is missing")
    press(dialog)
    run = through(own)
    assert (run.done, run.failed) == (2, 0), run.groups
    first = next(one for one in sent(own, "return") if one.shipment_id == ids[0])
    assert first.payload["orderItems"][0]["reasonCode"] == "tag_missing"
    own.wait(lambda: bar.offer.suggested is Action.CREDIT_NOTE, "the next step")
    bar.press(Action.CREDIT_NOTE)
    credit = opened(own, CreditNoteDialog)
    own.wait(lambda: credit.fields.preview.text() == "CN-00001  to  CN-00002", "the preview")
    QTest.keyClick(credit, Qt.Key.Key_Return)
    own.wait(lambda: len(own.page.sheet.runs) == 2, "the batch")
    finish(own, own.page.sheet.runs[-1])
    booked = [c for c in sent(own, "invoiceUpdate") if c.payload["invoiceType"] == "return"]
    assert sorted(c.payload["invoiceNumber"] for c in booked) == ["CN-00001", "CN-00002"]


def test_a_step_of_self_ship_parcels_is_sent_to_those_it_fits(own: WindowDesk) -> None:
    ids = [
        one
        for one in own.server.world.ids("TRANSIT", self_ship=True)
        if one in allowed(own, Action.UPDATE_STATUS)
    ]
    assert ids
    tick(own, ids)
    own.page.bar.actions_bar.press(Action.UPDATE_STATUS)
    dialog = opened(own, SetStatusDialog)
    assert set(dialog.steps) == set(choices(own.services.queries.facts(ids)))
    dialog.steps["delivery_attempt_failed"].click()
    QTest.keyClicks(dialog.remark, "Door locked")
    press(dialog)
    run = through(own)
    assert (run.phase, run.done) == (Phase.FINISHED, run.total), run.groups
    [change, *_] = sent(own, "status")
    assert change.payload["orderStatus"] == "delivery_attempt_failed"
    assert change.payload["meta"]["remark"] == "Door locked"


def test_the_series_of_places_are_one_press_from_the_form(own: WindowDesk) -> None:
    tick(own, allowed(own, Action.ADD_INVOICE, surely=True)[:2])
    own.page.bar.actions_bar.press(Action.ADD_INVOICE)
    dialog = opened(own, InvoiceSeriesDialog)
    own.find(QPushButton, "invoice_series.rules").click()
    assert not dialog.isVisible()
    assert own.window.rooms.current == "settings"
    assert own.window.settings.series.isAncestorOf(own.window.focusWidget())


@pytest.mark.parametrize("action", [Action.ADD_INVOICE, Action.CANCEL_ITEMS, Action.RETURN_QC])
def test_twenty_presses_ask_once(desk: WindowDesk, action: Action) -> None:
    tick(desk, allowed(desk, action)[:2])
    for _ in range(20):
        desk.page.bar.actions_bar.press(action)
    dialog = opened(desk, Question)
    desk.settle()
    assert [one for one in desk.window.findChildren(Question) if one.isVisible()] == [dialog]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.page.sheet.runs == []
