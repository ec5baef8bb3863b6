"""A server that answers a single read with a message: the order stays where it is."""

from __future__ import annotations

from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from tests.services.desk import Desk, words_of


def test_a_passing_message_takes_no_order_out_of_the_list(desk: Desk) -> None:
    before = desk.statuses()
    one, *others = desk.ids(Lane.NEW)[:3]
    desk.fault("message", "orders")
    report = desk.services.sync.run(desk.ctx, [one])
    assert "it stays as it was" in report.failures[0].text
    desk.services.sync.run(desk.ctx, others)
    assert desk.statuses() == before


def test_a_clear_not_found_does(desk: Desk) -> None:
    one = desk.ids(Lane.NEW)[0]
    desk.fault("message", "orders", value="Shipment not found")
    desk.services.sync.run(desk.ctx, [one])
    assert one not in desk.statuses()


def test_a_whole_check_full_of_messages_keeps_every_order(desk: Desk) -> None:
    before = desk.statuses()
    desk.fault("message", "any")
    assert not desk.sync().ok  # type: ignore[attr-defined]
    assert desk.statuses() == before


def test_a_lost_answer_is_not_settled_by_a_message(make_desk: Any) -> None:
    desk: Desk = make_desk(60)
    desk.sync()
    ids = desk.ids(Lane.NEW)[:2]
    desk.fault("drop-after", "confirm")
    desk.fault("message", "any")
    result = desk.do(Action.CONFIRM, ids)
    assert "no longer lists" not in words_of(result)
    assert set(ids) <= set(desk.statuses())
    batch = desk.services.queries.batch(result.batch_id)
    assert batch is not None
    states = {record.state for record in batch.records}
    assert State.REFUSED not in states
    desk.server.faults.clear()
    desk.services.bulk.look_up(desk.ctx, result.batch_id)
    batch = desk.services.queries.batch(result.batch_id)
    assert batch is not None
    assert {record.state for record in batch.records} == {State.DONE}
