"""Batches through the window: undo, progress, result by reason, retry, stop, queue, export."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.reasons import Reason, next_step
from konnect_desktop.domain.remedies import remedy
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services.batch_models import ActionOptions, SeriesOptions
from konnect_desktop.sheets.reading import read_bytes
from konnect_desktop.ui.actions.offer import make_offer
from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.asks.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.batches.run import Phase
from konnect_desktop.ui.batches.save import write_history, write_result
from konnect_desktop.ui.batches.view import FOLDED
from konnect_desktop.ui.orders import lane_words
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, finish, new_ids, opened, plan, tick
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    """A window on a server of its own, which tests may change."""
    made = make_window(orders=110)
    made.wait_until_shown()
    return made


def confirms(desk: WindowDesk) -> list[str]:
    return [change.shipment_id for change in desk.server.changes if change.call == "confirm"]


def test_undo_withdraws_and_nothing_is_sent(own: WindowDesk) -> None:
    run = plan(own, new_ids(own, 25))
    sheet = own.page.sheet
    assert run.phase is Phase.COUNTING
    assert sheet.heading.text() == f"Confirm 25 orders · starts in {run.seconds_left} s"
    click(own, "batch.undo")
    own.settle()
    assert "undone" in sheet.heading.text()
    batch = own.services.queries.batch(run.plan.batch_id)
    assert {record.state for record in batch.records} == {State.WITHDRAWN}
    assert confirms(own) == []


def test_the_undo_key_takes_back_the_newest_batch(own: WindowDesk) -> None:
    run = plan(own, new_ids(own, 3))
    own.page.table.setFocus()
    QTest.keyClick(own.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert run.phase is Phase.WITHDRAWN
    own.settle()


def test_without_undo_time_a_batch_starts_at_once(own: WindowDesk) -> None:
    own.services.change_settings(undo_seconds=0)
    ids = new_ids(own, 5)
    run = plan(own, ids)
    assert run.phase is not Phase.COUNTING
    finish(own, run)
    assert sorted(confirms(own)) == sorted(ids)


def test_failures_come_first_by_reason_and_only_what_may_be_retried_is(own: WindowDesk) -> None:
    ids = new_ids(own, 45)
    own.server.faults.plan(
        Fault("refuse", "confirm", ids=tuple(ids[:4]), code="SIM500", message="busy")
    )
    run = plan(own, ids)
    finish(own, run)
    sheet = own.page.sheet
    assert run.done == 41
    assert run.failed == 4
    assert sheet.heading.text().startswith("4 of 45 orders could not be confirmed")
    groups = sheet.list.groups
    assert [len(group.ids) for group in groups][-1] == 41
    assert groups[0].outcome.state is not State.DONE
    assert any("SIM500" in text for text in sheet.list.texts())
    assert sheet.retry_button.text() == f"Retry {len(run.retryable)}"
    button = own.page.bar.actions_bar.buttons[Action.ADD_INVOICE]
    own.wait(lambda: button.text() == "Add invoice 41", "the next step")
    # One filled button: what went wrong is to be dealt with first.
    assert button.property("filled") == "false"
    assert sheet.show_button.text() == "Show the 4 failed"
    click(own, "batch.show_only")
    own.settle()
    assert {row.id for row in own.rows()} == set(ids[:4])
    assert set(own.page.selection.ids) == set(ids[:4])
    own.page.selection.set(ids[4:])
    own.wait(lambda: button.text() == "Add invoice 41", "the next step")
    assert button.property("filled") == "false"
    own.server.faults.clear()
    # Ctrl+Enter presses the filled button, wherever that is.
    assert "next step" not in button.toolTip()
    own.page.bar.actions_bar.press_suggested()
    own.wait(lambda: len(sheet.runs) == 2, "the retry")
    finish(own, sheet.runs[-1])
    assert sorted(confirms(own)) == sorted(ids)
    own.wait(lambda: button.property("filled") == "true", "the next step")


def test_what_a_line_of_the_result_says_can_be_pressed_beside_it(own: WindowDesk) -> None:
    ids = new_ids(own, 8)
    own.server.faults.plan(
        Fault("refuse", "confirm", ids=tuple(ids[:5]), code="SIM500", message="busy")
    )
    finish(own, plan(own, ids))
    sheet = own.page.sheet
    said = " ".join(sheet.list.texts())
    assert "busy (5)" in said
    assert said.count("SIM500") == 1
    assert "Press Refresh" in said
    button = own.find(QPushButton, "batch.result.0.remedy")
    assert button.text() == "Refresh 5"
    click(own, "batch.result.0.remedy")
    own.wait(lambda: len(sheet.runs) == 2, "the reading")
    run = sheet.runs[-1]
    finish(own, run)
    assert run.plan.action is Action.REFRESH
    assert set(run.plan.ids) == set(ids[:5])


def test_advice_names_only_buttons_that_there_are() -> None:
    faces = {spec.text for spec in SPECS} | {"Retry", "Resume"}
    reads = ("Refresh", "Check status", "Check courier")
    assert set(reads) <= faces
    for reason in Reason:
        said = str(next_step(reason))
        pressed = re.findall(r"[Pp]ress ([A-Z][a-z]+(?: [a-z]+)?)", said)
        for words_pressed in pressed:
            assert any(words_pressed.startswith(face) for face in faces), said
        if any(f"ress {one}" in said for one in reads):
            assert remedy(reason) is not None


def test_a_lost_answer_is_looked_up_and_nothing_is_applied_twice(own: WindowDesk) -> None:
    ids = new_ids(own, 30)
    own.server.faults.plan(Fault("drop-after", "confirm", times=1))
    run = plan(own, ids)
    finish(own, run)
    assert run.done == 30
    assert sorted(confirms(own)) == sorted(ids)


def test_what_is_done_is_not_offered_again_before_it_was_read_back(own: WindowDesk) -> None:
    own.services.change_settings(max_in_flight=1, requests_per_second=1.0)
    run = plan(own, new_ids(own, 50))
    click(own, "batch.start_now")
    own.wait(lambda: run.done >= 20 and run.is_open, "the first group")
    done = [record.shipment_id for record in run.batch.in_state(State.DONE)]
    rows = own.services.queries.rows_by_id(done)
    assert {lane_words.status_chip(row)[1] for row in rows} == {"Reading back…"}
    offer = make_offer(done, own.services.queries.facts(done))
    assert offer.suggested is None
    assert offer.availability(Action.CONFIRM).blocked == ((Reason.BUSY, len(done)),)
    own.services.change_settings(requests_per_second=100.0)
    own.wait(lambda: not run.is_open, "the end")
    own.settle()
    offer = make_offer(done, own.services.queries.facts(done))
    assert offer.suggested is Action.ADD_INVOICE
    assert offer.availability(Action.ADD_INVOICE).count == len(done)


def test_stop_finishes_the_group_on_its_way_and_the_rest_can_be_sent_later(
    own: WindowDesk,
) -> None:
    own.services.change_settings(max_in_flight=1, requests_per_second=2.0)
    ids = new_ids(own, 50)
    run = plan(own, ids)
    click(own, "batch.start_now")
    own.wait(lambda: run.done > 0, "the first group")
    click(own, "batch.stop")
    assert own.page.sheet.stop_button.text() == "Stopping…"
    own.wait(lambda: not run.is_open, "the end")
    own.settle()
    sent = len(confirms(own))
    assert 20 <= sent < 50
    assert len(run.resumable) == 50 - sent
    heading = own.page.sheet.heading.text()
    assert heading == f"{sent} orders confirmed, {50 - sent} not sent", "stopped is not failed"
    assert own.page.sheet.show_button.isHidden()
    assert "1 not all sent" in own.page.sheet.batches_button.text()
    assert "failures" not in own.page.sheet.batches_button.text()
    assert f"Resume {50 - sent}" == own.page.sheet.resume_button.text()
    assert "press Resume" in own.page.sheet.text.text()
    assert not own.page.sheet.retry_button.isVisible()
    own.services.change_settings(requests_per_second=100.0)
    click(own, "batch.resume")
    own.wait(lambda: len(own.page.sheet.runs) == 2, "the rest")
    finish(own, own.page.sheet.runs[-1])
    assert sorted(confirms(own)) == sorted(ids)


def test_after_stop_what_was_refused_is_retried_apart_from_the_rest(own: WindowDesk) -> None:
    own.services.change_settings(max_in_flight=1, requests_per_second=2.0)
    ids = new_ids(own, 50)
    own.server.faults.plan(
        Fault("refuse", "confirm", ids=tuple(ids[:3]), code="SIM500", message="busy")
    )
    run = plan(own, ids)
    click(own, "batch.start_now")
    own.wait(lambda: run.done > 0, "the first group")
    click(own, "batch.stop")
    own.wait(lambda: not run.is_open, "the end")
    own.settle()
    left = len(run.resumable)
    assert 0 < left < 50
    assert own.page.sheet.resume_button.text() == f"Resume {left}"
    assert own.page.sheet.retry_button.text() == "Retry 3"
    assert own.page.sheet.heading.text().endswith(f"confirmed, 3 refused, {left} not sent")
    assert own.page.sheet.show_button.text() == "Show the 3 failed"
    assert f"{left} orders not sent" in own.page.sheet.text.text()
    click(own, "batch.resume")
    own.wait(lambda: len(own.page.sheet.runs) == 2, "the rest")
    assert sorted(own.page.sheet.runs[-1].plan.ids) == sorted(run.resumable)
    own.page.sheet.undo_latest()
    own.settle()
    own.page.sheet._show(run)
    click(own, "batch.retry")
    own.wait(lambda: len(own.page.sheet.runs) == 3, "the refused ones")
    assert sorted(own.page.sheet.runs[-1].plan.ids) == sorted(ids[:3])
    own.page.sheet.undo_latest()
    own.settle()


def test_who_is_left_out_is_said_before_anything_is_sent(own: WindowDesk) -> None:
    ids = new_ids(own, 4)
    own.server.world.lock(ids[0])
    refresh = plan(own, ids[:1], Action.REFRESH)
    finish(own, refresh)
    moving = own.server.world.ids("TRANSIT")[:2]
    plan(own, [*ids, *moving])
    sheet = own.page.sheet
    assert sheet.plan_list.isVisible()
    texts = sheet.plan_list.texts()
    assert "Left out (2): Already confirmed." in texts
    assert "Go on with the next step." in texts
    click(own, "batch.plan.0.show")
    own.settle()
    assert {row.id for row in own.rows()} == set(moving)
    click(own, "batch.undo")
    own.settle()
    assert not sheet.plan_list.isVisible()


def test_what_to_mind_is_said_with_the_numbers(own: WindowDesk) -> None:
    ids = [
        row.id
        for row in own.services.queries.rows_by_id(own.server.world.ids("CONFIRMED"))
        if row.lane == "to_invoice"
    ]
    long = SeriesOptions("A-VERY-LONG-PREFIX/", 1, 5)
    options = ActionOptions(series=long)
    own.page.sheet.start(own.services.bulk.plan(Action.ADD_INVOICE, ids[:2], options))
    sheet = own.page.sheet
    assert sheet.text.text().startswith("Invoice numbers A-VERY-LONG-PREFIX/00001 to ")
    texts = " ".join(sheet.plan_list.texts())
    assert "The e-invoice portal takes up to 16 letters" in texts
    assert "has 24 characters" in texts
    click(own, "batch.undo")
    own.settle()


def test_enter_starts_now_and_gives_the_keyboard_back(own: WindowDesk) -> None:
    run = plan(own, new_ids(own, 2))
    own.wait(own.page.sheet.start_button.hasFocus, "the keyboard on the sheet")
    QTest.keyClick(own.page.sheet.start_button, Qt.Key.Key_Return)
    assert run.phase is not Phase.COUNTING
    own.wait(own.page.table.hasFocus, "the keyboard in the list")
    finish(own, run)
    assert run.done == 2


def test_esc_leaves_the_sheet_and_the_time_goes_on(own: WindowDesk) -> None:
    run = plan(own, new_ids(own, 2))
    own.wait(own.page.sheet.start_button.hasFocus, "the keyboard on the sheet")
    QTest.keyClick(own.page.sheet.start_button, Qt.Key.Key_Escape)
    assert own.page.table.hasFocus()
    assert run.phase is Phase.COUNTING
    QTest.keyClick(own.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    own.settle()
    assert run.phase is Phase.WITHDRAWN


def test_a_second_batch_waits_its_turn(own: WindowDesk) -> None:
    ids = new_ids(own, 40)
    first = plan(own, ids[:20])
    second = plan(own, ids[20:])
    assert own.page.sheet.shown is second
    second.start_now()
    first.start_now()
    own.wait(lambda: not first.is_open and not second.is_open, "both batches")
    own.settle()
    assert (first.done, second.done) == (20, 20)
    assert len(confirms(own)) == 40


def test_fifty_clicks_are_one_batch(own: WindowDesk) -> None:
    tick(own, new_ids(own, 10))
    for _ in range(50):
        own.page.bar.actions_bar.press(Action.CONFIRM)
    own.wait(lambda: own.page.sheet.runs, "the batch")
    own.settle()
    assert len(own.services.queries.batches()) == 1


def test_closing_the_result_gives_the_table_its_room_back(own: WindowDesk) -> None:
    run = plan(own, new_ids(own, 3), Action.REFRESH)
    finish(own, run)
    click(own, "batch.close")
    assert not own.page.sheet.isVisible()
    own.window.open_room("documents")
    own.settle()
    assert own.window.documents.history.batch.id == run.plan.batch_id


def test_the_export_is_a_sheet_that_runs_nothing(own: WindowDesk, tmp_path: Path) -> None:
    run = plan(own, new_ids(own, 3))
    finish(own, run)
    path = tmp_path / "result.csv"
    assert run.batch is not None
    write_result(own.page, own.window._context, run.batch, path)
    own.wait(path.exists, "the file")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert rows[0][0] == "Action"
    assert len(rows) == 4
    assert all(row[3] == "Done" for row in rows[1:])


def test_export_as_workbook(own: WindowDesk, tmp_path: Path) -> None:
    run = plan(own, new_ids(own, 3))
    finish(own, run)
    path, history = tmp_path / "result.xlsx", tmp_path / "batches.xlsx"
    assert run.batch is not None
    context = own.window._context
    write_result(own.page, context, run.batch, path)
    own.wait(path.exists, "the file")
    rows = read_bytes(path.read_bytes()).rows
    assert rows[0].text(0) == "Action"
    assert sorted(row.text(2) for row in rows[1:]) == sorted(run.plan.ids)
    write_history(own.page, context, lambda: own.services.queries.batches(9), history)
    own.wait(history.exists, "the file")
    rows = read_bytes(history.read_bytes()).rows
    by_heading = dict(zip(rows[0].texts, rows[1].texts, strict=False))
    assert (by_heading["Action"], by_heading["Orders"], by_heading["Done"]) == ("Confirm", "3", "3")


def test_the_sheet_is_as_high_as_what_it_says(own: WindowDesk) -> None:
    own.window.resize(1280, 720)
    own.settle()
    sheet, splitter = own.page.sheet, own.page.splitter
    ids = new_ids(own, 45)
    finish(own, plan(own, ids[:25]))
    own.wait(lambda: sheet.height() <= 96, "one line and its buttons")
    assert sum(splitter.sizes()) + splitter.handleWidth() == splitter.height()
    assert not sheet.list.isVisible()
    for number, code in enumerate(("A1", "B2", "C3", "D4", "E5", "F6", "G7")):
        own.server.faults.plan(Fault("refuse", "confirm", ids=(ids[30 + number],), code=code))
    finish(own, plan(own, ids[25:]))
    own.wait(lambda: sheet.height() > 200, "room for the reasons")
    assert sheet.list.isVisible()
    assert sheet.height() <= 0.4 * own.window.height() + 1
    own.window.resize(1092, 580)
    own.settle()

    def below() -> int:
        button, page = sheet.retry_button, own.page
        end = button.mapTo(page, QPoint(0, button.height())).y()
        return int(page.height() - end)

    own.wait(lambda: below() >= 0, "the buttons in a low window")
    # All of it can be seen, by drawing the sheet higher.
    assert sheet.maximumHeight() > sheet.height()
    click(own, "batch.hide")
    own.wait(lambda: sheet.height() == FOLDED, "the heading alone")


def test_what_is_done_can_go_on_from_the_result(own: WindowDesk) -> None:
    ids = new_ids(own, 5)
    finish(own, plan(own, ids))
    button = own.find(QPushButton, "batch.next")
    own.wait(button.isVisible, "the next step")
    assert button.text() == "Add invoice 5"
    own.page.selection.clear()
    click(own, "batch.next")
    dialog = opened(own, InvoiceSeriesDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_the_line_beside_the_toolbar_says_what_a_batch_does_with_the_ticked(
    own: WindowDesk,
) -> None:
    run = plan(own, new_ids(own, 5))
    why = own.page.bar.why
    own.wait(lambda: why.text().endswith("s. Undo is below."), "the countdown")
    assert why.text().startswith("Starts in ")
    click(own, "batch.undo")
    own.wait(lambda: why.text() == "", "the toolbar again")
    assert run.phase is Phase.WITHDRAWN
    own.settle()


def test_the_list_is_right_as_soon_as_the_batch_has_ended(own: WindowDesk) -> None:
    """Else its orders were for half a second "part of a batch that is still running"."""
    ids = new_ids(own, 3)
    own.page.show_only(ids)
    own.settle()
    own.desk.signals._timer.setInterval(60_000)
    finish(own, plan(own, ids))
    rows = [own.page.model.row_at(number) for number in range(len(ids))]
    assert [(row.pending, row.status) for row in rows] == [("", "CONFIRMED")] * len(ids)
    shown = own.page.bar.actions_bar.offer
    assert shown.availability(Action.ADD_INVOICE).count == len(ids)
