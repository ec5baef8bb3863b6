"""Another account in the same profile: its orders come, the old ones go, history stays."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.journal import BatchId
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import KonnectError
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.account_models import SignInForm
from tests.services.desk import Desk


def form(server: PracticeServer, *locations: str) -> SignInForm:
    return SignInForm(
        base_url=server.url,
        username=server.username,
        secret=server.password,
        level="company",
        location_codes=locations or tuple(server.locations),
    )


def test_the_other_accounts_orders_leave_and_history_stays(make_desk: Any) -> None:
    desk: Desk = make_desk(60)
    desk.sync()
    old = set(desk.statuses())
    sent = desk.ids(Lane.NEW)[:5]
    batch_id = desk.do(Action.CONFIRM, sent).batch_id
    desk.services.queries.set_note(sent[0], "call first")
    with PracticeServer(orders=40, seed=99) as other:
        desk.services.accounts.sign_in(form(other))
        assert desk.statuses() == {}
        assert desk.services.queries.sync_health().last_success is None
        assert desk.sync().ok  # type: ignore[attr-defined]
        assert set(desk.statuses()) == set(other.world.ids())
        assert not set(desk.statuses()) & old
        # What was done is still told, also of an order that is no longer listed.
        batch = desk.services.queries.batch(batch_id)
        assert batch is not None
        assert len(batch.in_state(State.DONE)) == 5
        details = desk.services.queries.details(sent[0])
        assert details is not None
        assert any("Confirmed" in str(event.message) for event in details.timeline)
        # Back in the first account its orders are there again, with the note.
        desk.services.accounts.sign_in(form(desk.server))
        assert desk.sync().ok  # type: ignore[attr-defined]
        assert set(desk.statuses()) == old
        (row,) = desk.services.queries.rows_by_id([sent[0]])
        assert row.note == "call first"


def test_the_same_account_again_keeps_its_orders(make_desk: Any) -> None:
    desk: Desk = make_desk(30)
    desk.sync()
    before = desk.statuses()
    desk.services.accounts.sign_in(form(desk.server))
    assert desk.statuses() == before


def test_a_location_that_is_no_longer_asked_for_takes_its_orders_along(make_desk: Any) -> None:
    desk: Desk = make_desk(60)
    desk.sync()
    kept, *rest = desk.server.locations
    assert rest
    desk.services.accounts.sign_in(form(desk.server, kept))
    rows = desk.services.queries.rows_by_id(desk.ids())
    assert {row.location_code for row in rows} == {kept}
    desk.services.accounts.sign_in(form(desk.server))
    assert desk.sync().ok  # type: ignore[attr-defined]
    assert set(desk.statuses()) == set(desk.server.world.ids())


def _open_batch(desk: Desk) -> tuple[int, list[str]]:
    ids = desk.ids(Lane.NEW)[:4]
    plan = desk.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    desk.services.bulk._journal.mark_sent(BatchId(plan.batch_id), ids[:2], 1)
    return plan.batch_id, ids


def test_an_unfinished_batch_keeps_the_account(make_desk: Any) -> None:
    desk: Desk = make_desk(40)
    desk.sync()
    _open_batch(desk)
    with PracticeServer(orders=30, seed=99) as other:
        with pytest.raises(KonnectError) as caught:
            desk.services.accounts.sign_in(form(other))
        assert "is not finished, so the account was not changed" in caught.value.user_message
        assert desk.services.settings.current.base_url == desk.server.url
        assert len(desk.statuses()) == 40


def test_signed_out_it_is_closed_and_a_person_is_asked(make_desk: Any) -> None:
    desk: Desk = make_desk(40)
    desk.sync()
    batch_id, ids = _open_batch(desk)
    desk.services.accounts.sign_out()
    with PracticeServer(orders=30, seed=99) as other:
        desk.services.accounts.sign_in(form(other))
        batch = desk.services.queries.batch(batch_id)
        assert batch is not None
        assert [r.shipment_id for r in batch.in_state(State.NEEDS_YOU)] == ids[:2]
        assert [r.shipment_id for r in batch.in_state(State.NOT_SENT)] == ids[2:]
        assert not desk.services.bulk.recover(desk.ctx)
        assert desk.calls().count("confirm") == 0
