"""The connection goes and comes back: what is pressed meanwhile waits here, and is sent once."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from konnect_desktop.bootstrap import Services
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.paths import Paths
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.documents.history import outcome_text
from konnect_desktop.ui.orders.lane_words import status_chip
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, finish, new_ids, plan
from tests.ui.window_desk import WindowDesk


def notice(desk: WindowDesk) -> str:
    return str(desk.window.notices.text("offline"))


def go_offline(desk: WindowDesk) -> None:
    """Take the server away, and let a check notice it."""
    desk.server.stop()
    desk.window.sync.check()
    desk.wait(lambda: not desk.desk.signals.is_online, "the loss to be noticed")
    desk.wait(lambda: notice(desk), "the line")
    desk.settle()


def come_back(desk: WindowDesk) -> None:
    """The server listens again at its old address, and the next try finds it."""
    desk.server.start()
    desk.window.offline.probe()
    desk.wait(lambda: desk.desk.signals.is_online, "the connection")


def open_without_connection(desk: WindowDesk) -> None:
    """The next morning, and the line is still down."""
    build = desk._world.services

    def services(paths: Paths) -> Services:
        # Its address is known only while it listens.
        desk.server.start()
        try:
            return build(paths)
        finally:
            desk.server.stop()

    desk._world.services = services  # type: ignore[method-assign]
    desk.open()
    desk.wait_until_shown()


def confirmed(desk: WindowDesk) -> Counter[str]:
    return Counter(c.shipment_id for c in desk.server.changes if c.call == "confirm")


def waiting(desk: WindowDesk, ids: list[str]) -> BatchRun:
    run = plan(desk, ids)
    desk.wait(lambda: run.phase is Phase.WAITING, "the batch to wait")
    desk.settle()
    return run


def test_it_waits_here_and_is_sent_once_when_the_connection_is_back(
    make_window: MakeWindow,
) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 3)
    go_offline(desk)
    assert notice(desk).startswith("No connection. You can go on")
    run = waiting(desk, ids)
    heading = desk.find(QLabel, "batch.heading").text()
    assert heading == "Confirm 3 orders · waits for the connection"
    assert "nothing is sent yet" in desk.find(QLabel, "batch.text").text()
    assert desk.find(QPushButton, "batch.undo").text() == "Withdraw"
    assert not desk.find(QPushButton, "batch.close").isVisible()
    rows = desk.services.queries.rows_by_id(ids)
    assert {status_chip(row) for row in rows} == {("queued", "Queued here")}
    desk.wait(lambda: notice(desk).startswith("No connection: 3 orders wait here"), "the number")
    assert not desk.page.sheet.is_busy  # closing the app loses nothing, so it need not ask
    come_back(desk)
    desk.wait(lambda: run.phase is Phase.FINISHED, "the batch")
    desk.settle()
    assert run.result is not None
    assert run.result.count(State.DONE) == 3
    assert confirmed(desk) == dict.fromkeys(ids, 1)
    assert not notice(desk)
    assert {row.status for row in desk.services.queries.rows_by_id(ids)} == {"CONFIRMED"}


def test_each_order_is_looked_at_before_it_goes(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    locked, cancelled, fine = ids = new_ids(desk, 3)
    go_offline(desk)
    run = waiting(desk, ids)
    world = desk.server.world
    world.shipment(locked).lock = "complete"
    world.happen(world.shipment(cancelled), "customer", "CANCELLED", "cancelled_customer")
    come_back(desk)
    desk.wait(lambda: run.phase is Phase.FINISHED, "the batch")
    desk.settle()
    assert confirmed(desk) == {fine: 1}
    assert run.outcomes[fine].state is State.DONE
    assert run.outcomes[locked].state is not State.DONE
    assert run.outcomes[cancelled].state is not State.DONE


def test_withdrawn_while_it_waits_it_is_never_sent(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    go_offline(desk)
    run = waiting(desk, ids)
    click(desk, "batch.undo")
    desk.wait(lambda: run.phase is Phase.WITHDRAWN, "the withdrawal")
    desk.settle()
    desk.wait(lambda: notice(desk).startswith("No connection. You can"), "the line to forget it")
    come_back(desk)
    desk.settle()
    assert confirmed(desk) == {}
    assert not any(row.is_queued for row in desk.services.queries.rows_by_id(ids))


def test_it_waits_through_a_restart(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    go_offline(desk)
    waiting(desk, ids)
    summary = desk.services.queries.batches(1)[0]
    assert outcome_text(summary) == "2 waiting for the connection"
    desk.close()
    open_without_connection(desk)
    sheet = desk.page.sheet
    desk.wait(lambda: sheet.runs, "the batch of the earlier run")
    assert sheet.runs[0].phase is Phase.WAITING
    assert sheet.isVisible()
    desk.wait(lambda: notice(desk).startswith("No connection: 2 orders"), "the line")
    come_back(desk)
    desk.wait(lambda: sheet.runs[0].phase is Phase.FINISHED, "the batch")
    assert confirmed(desk) == dict.fromkeys(ids, 1)


def test_a_batch_that_meets_no_connection_turns_the_next_one_into_a_waiting_one(
    make_window: MakeWindow,
) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    first, second = new_ids(desk, 4)[:2], new_ids(desk, 4)[2:]
    desk.server.stop()
    run = plan(desk, first)
    finish(desk, run)
    assert run.result is not None
    assert run.result.met_no_connection
    assert not desk.desk.signals.is_online
    waiting(desk, second)
    # Press Retry: what was not sent joins the queue.
    desk.page.sheet._show(run)
    retry = "batch.resume" if desk.find(QPushButton, "batch.resume").isVisible() else "batch.retry"
    click(desk, retry)
    runs = desk.page.sheet.runs
    desk.wait(lambda: len(runs) == 3 and runs[2].phase is Phase.WAITING, "the second try")
    desk.settle()
    come_back(desk)
    desk.wait(lambda: all(one.phase is Phase.FINISHED for one in runs), "all batches")
    desk.settle()
    assert confirmed(desk) == dict.fromkeys(first + second, 1)


def test_what_only_reads_or_stays_here_does_not_wait(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    go_offline(desk)
    run = plan(desk, ids, Action.CHECK_INFO)
    finish(desk, run)
    assert run.phase is Phase.FINISHED
    assert {one.state for one in run.outcomes.values()} == {State.NOT_SENT}


def test_still_no_connection_keeps_it_waiting(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    go_offline(desk)
    run = waiting(desk, ids)
    # Somebody claims that the line is back, but it is not.
    desk.desk.signals.connection_changed.emit(True)
    desk.wait(lambda: run.phase is Phase.WAITING and not desk.desk.signals.is_online, "to wait on")
    desk.settle()
    assert desk.services.bulk.queued()
    assert notice(desk)


def test_show_them_lists_what_waits(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    go_offline(desk)
    waiting(desk, ids)
    desk.wait(lambda: notice(desk).startswith("No connection: 2"), "the number")
    click(desk, "notice.offline.action")
    desk.settle()
    assert sorted(row.id for row in desk.rows()) == sorted(ids)


def test_a_failing_check_is_loud(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    alerted: list[object] = []
    original = QApplication.alert
    QApplication.alert = lambda widget, *_: alerted.append(widget)  # type: ignore[method-assign]
    try:
        go_offline(desk)
        desk.wait(lambda: desk.window._health.is_failing, "the health")
    finally:
        QApplication.alert = original  # type: ignore[method-assign]
    top = desk.find(QToolButton, "top.sync")
    assert top.text().startswith("Check failed · last good")
    assert top.property("alarm")
    assert alerted == [desk.window]
    desk.server.start()
    desk.window.sync.check()
    desk.wait(lambda: not desk.window._health.is_failing, "a good check")
    desk.settle()
    assert not top.property("alarm")


def test_a_check_that_failed_meanwhile_is_not_the_last_word(make_window: MakeWindow) -> None:
    own = make_window(orders=40)
    own.wait_until_shown()
    own.settle()
    go_offline(own)
    own.wait(lambda: own.window._health.is_failing, "the failed check")
    come_back(own)
    own.wait(lambda: not own.window._health.is_failing, "a check that went well")
