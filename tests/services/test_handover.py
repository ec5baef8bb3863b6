"""Who waits for which courier, and why a scanned code does not."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from tests.services.desk import Desk


@pytest.fixture
def packed(make_desk: Any) -> tuple[Desk, list[str]]:
    desk: Desk = make_desk(120)
    desk.sync()
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))
    ids = [row.id for row in rows if not row.is_self_ship][:20]
    desk.until_packed(ids)
    return desk, ids


def expected(desk: Desk, **how: bool) -> set[str]:
    groups = desk.services.handover.expected(**how)
    for group in groups:
        rows = desk.services.queries.rows_by_id([row.id for row in group.parcels])
        assert {(row.courier_partner, row.location_code) for row in rows} == {group.key}
    return {row.id for group in groups for row in group.parcels}


def test_every_labelled_parcel_waits_until_it_is_handed_over(packed: Any) -> None:
    desk, ids = packed
    assert set(ids) <= expected(desk)
    desk.do(Action.HAND_OVER, ids[:5])
    assert expected(desk) & set(ids) == set(ids[5:])


def test_packed_ones_alone_when_wanted(packed: Any) -> None:
    desk, ids = packed
    desk.do(Action.MARK_PACKED, ids[:4])
    assert set(ids) & expected(desk, packed_only=True) == set(ids[:4])


def test_parcels_in_a_batch_are_not_offered_twice(packed: Any) -> None:
    desk, ids = packed
    plan = desk.plan(Action.HAND_OVER, ids[:3])
    assert not expected(desk) & set(ids[:3])
    assert plan.batch_id is not None
    desk.services.bulk.withdraw(plan.batch_id)
    assert set(ids[:3]) <= expected(desk)


def test_a_code_that_does_not_wait_is_explained(packed: Any) -> None:
    desk, ids = packed
    explain = desk.services.handover.explain
    assert "no order has this code" in explain("NOSUCHCODE1")
    new = desk.services.queries.rows_by_id(desk.ids(Lane.NEW))[0]
    assert explain(new.id) == f"{new.order_no}: Has no label yet. Press Get labels first."
    row = desk.services.queries.rows_by_id(ids[:1])[0]
    desk.do(Action.HAND_OVER, ids[:1])
    assert explain(row.awb_text.lower()).startswith(f"{row.order_no}: Already ")


def test_what_is_on_the_table_is_kept_until_it_has_left(packed: Any) -> None:
    desk, ids = packed
    service = desk.services.handover
    service.keep_here(ids[:4])
    assert service.here() == set(ids[:4])
    plan = desk.plan(Action.HAND_OVER, ids[:1])
    service.keep_here(ids[:3])
    # One that is promised to the courier is still on the table.
    assert service.here() == set(ids[:3])
    assert plan.batch_id is not None
    desk.services.bulk.run(desk.ctx, plan.batch_id)
    service.keep_here([*ids[:3], "unknown"])
    assert service.here() == set(ids[1:3])
