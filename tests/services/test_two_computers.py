"""Two computers with one account: both press, each change is made once, neither is told a lie."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import BatchResult
from tests.services.desk import Desk, words_of
from tests.services.ready import READY, self_ship_packed, stay_completed


@pytest.mark.parametrize(
    ("action", "call"),
    [(Action.CONFIRM, "confirm"), (Action.ADD_INVOICE, "invoiceUpdate"), (Action.CANCEL, "cancel")],
)
def test_both_press_for_the_same_orders(tmp_path: Path, action: Action, call: str) -> None:
    options = {"reason_code": "6"} if action is Action.CANCEL else {}
    with PracticeServer(orders=160) as server:
        with Desk(server, tmp_path / "first") as first, Desk(server, tmp_path / "second") as second:
            first.sync()
            ids = first.ids(Lane.NEW)[:60]
            if action is Action.ADD_INVOICE:
                first.do(Action.CONFIRM, ids)
            second.sync()
            results: list[BatchResult] = []

            def press(desk: Desk) -> None:
                results.append(desk.do(action, ids, **options))

            both = [threading.Thread(target=press, args=(desk,)) for desk in (first, second)]
            for one in both:
                one.start()
            for one in both:
                one.join()
            assert len(results) == 2
            for result in results:
                # Refused because the other was quicker reads as what it is: already there.
                assert result.count(State.DONE) == 60, Counter(
                    (o.state, o.code, str(o.message)) for o in result.outcomes.values()
                )
            assert set(first.applied(call)) == set(ids)
            assert set(first.applied(call).values()) == {1}
            assert first.services.database.check() == second.services.database.check() == []
        assert not server.failures


PACKED = {
    "channel-ship": lambda desk: READY[Action.HAND_OVER](desk, 5)[0],
    "self-ship": lambda desk: self_ship_packed(desk, 5),
    "until the scan": lambda desk: (stay_completed(desk), READY[Action.HAND_OVER](desk, 5)[0])[1],
}
#: Cancel items is left out: the second computer's press would be another piece.
ONE_BY_ONE = [
    *((action, "") for action in READY if action is not Action.CANCEL_ITEMS),
    *((Action.HAND_OVER, kind) for kind in PACKED),
]


@pytest.mark.parametrize(("action", "kind"), ONE_BY_ONE)
def test_what_the_other_computer_did_reads_as_done(
    tmp_path: Path, action: Action, kind: str
) -> None:
    with (
        PracticeServer(orders=300) as server,
        Desk(server, tmp_path / "first") as first,
        Desk(server, tmp_path / "second") as second,
    ):
        for shipment_id in server.world.ids():
            server.world.unlock(shipment_id)
        first.sync()
        ids, options = (PACKED[kind](first), {}) if kind else READY[action](first, 5)
        second.sync()
        plan = second.plan(action, ids, **options)
        assert plan.ids == tuple(ids), plan.left_out
        assert first.do(action, ids, **options).count(State.DONE) == 5
        assert plan.batch_id is not None
        result = second.services.bulk.run(second.ctx, plan.batch_id)
        assert result.count(State.DONE) == 5, words_of(result)
        if action is not Action.UPDATE_AWB:  # the same AWB written over itself changes nothing
            first.assert_nothing_twice()
        if action is Action.HAND_OVER:
            rows = second.services.queries.rows_by_id(ids)
            assert all(row.dispatched_here for row in rows)


def test_two_threads_that_run_one_batch_send_it_once(tmp_path: Path) -> None:
    with PracticeServer(orders=160) as server, Desk(server, tmp_path) as desk:
        desk.sync()
        ids = desk.ids(Lane.NEW)[:60]
        plan = desk.plan(Action.CONFIRM, ids)
        assert plan.batch_id is not None
        batch_id = plan.batch_id
        before = len(server.requests)
        presses = [
            threading.Thread(target=lambda: desk.services.bulk.run(desk.ctx, batch_id))
            for _ in range(8)
        ]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
        sent = [
            key for r in server.requests[before:] if r.call == "confirm" for key in r.record_ids
        ]
        assert sorted(sent) == sorted(ids)
