"""Lanes, locks, deadlines, the rule of docs/konnect-api.md 4.1 and the filters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.batches import Counts, RecordError, State, groups_of, settle
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.sla import Urgency, day_end, deadline
from konnect_desktop.domain.states import (
    KNOWN_STATUSES,
    Journey,
    Lane,
    Lock,
    journey_of,
    lane_of,
    read_lock,
)

PLAIN: dict[str, Any] = {"has_courier": False, "is_self_ship": False}
LANES = {
    "CREATED": Lane.NEW,
    "CONFIRMED": Lane.TO_INVOICE,
    "PROCESSING": Lane.WAITING_FOR_COURIER,
    "COMPLETED": Lane.TO_PACK,
    "TRANSIT": Lane.IN_TRANSIT,
    "HANDED_OVER_TO_CUSTOMER": Lane.DELIVERED,
    "DELIVERED": Lane.DELIVERED,
    "CANCELLED": Lane.CANCELLED,
    "RETURN_PROCESSING": Lane.RETURNS,
    "RETURN_DELIVERED": Lane.RETURNS,
    "RETURN_COMPLETED": Lane.RETURNS,
    "RETURN_ACCEPTED": Lane.RETURNS,
    "CREDIT_NOTE_GENERATED": Lane.RETURNS,
    "RETURN_OF_2031": Lane.RETURNS,
    "STATUS_OF_2031": Lane.OTHER,
    "": Lane.OTHER,
}


@pytest.mark.parametrize(("status", "lane"), LANES.items())
def test_each_status_has_its_lane(status: str, lane: Lane) -> None:
    assert lane_of(status, **PLAIN) is lane


def test_no_known_status_is_forgotten() -> None:
    assert set(KNOWN_STATUSES) <= set(LANES)


@pytest.mark.parametrize(
    ("status", "more", "lane"),
    [
        ("PROCESSING", {"has_courier": True}, Lane.GET_LABELS),
        ("PROCESSING", {"is_self_ship": True}, Lane.GET_LABELS),
        ("COMPLETED", {"packed_here": True}, Lane.TO_HAND_OVER),
        ("COMPLETED", {"dispatched_here": True}, Lane.IN_TRANSIT),
        ("COMPLETED", {"packed_here": True, "dispatched_here": True}, Lane.IN_TRANSIT),
        ("CREATED", {"lock": Lock.FULL}, Lane.FIX),
        ("CONFIRMED", {"lock": Lock.FINANCIAL}, Lane.FIX),
        ("RETURN_DELIVERED", {"needs_attention": True}, Lane.FIX),
        ("DELIVERED", {"lock": Lock.FULL, "needs_attention": True}, Lane.DELIVERED),
        ("CANCELLED", {"lock": Lock.FULL}, Lane.CANCELLED),
    ],
)
def test_facts_that_move_a_shipment_to_another_lane(
    status: str, more: dict[str, Any], lane: Lane
) -> None:
    assert lane_of(status, **(PLAIN | more)) is lane


@pytest.mark.parametrize(
    "value", [None, False, "", "none", "NONE", " Unlocked ", "null", {"locked": False}, 0]
)
def test_values_that_mean_free(value: object) -> None:
    assert read_lock(value) is Lock.FREE


@pytest.mark.parametrize(
    "value",
    [
        "complete",
        "operational",
        "locked",
        True,
        1,
        {"locked": True},
        [],
        ["x"],
        {},
        3.5,
        {1: 0, 2: 0},
    ],
)
def test_anything_else_is_locked(value: object) -> None:
    assert read_lock(value) is Lock.FULL


def test_a_financial_lock_is_known() -> None:
    assert read_lock("Financial") is Lock.FINANCIAL


@pytest.mark.parametrize(
    ("status", "forward", "returned", "kind", "journey"),
    [
        ("CREATED", "1", "", "", Journey.FORWARD),
        ("CREATED", "", "", "", Journey.FORWARD),
        ("RETURN_PROCESSING", "9", "", "", Journey.RETURN),
        ("RETURN_PROCESSING", "1", "R1", "", Journey.RETURN),
        ("RETURN_PROCESSING", "1", "", "", Journey.RTO),
        ("CREDIT_NOTE_GENERATED", "", "", "", Journey.RTO),
        ("TRANSIT", "1", "", " RTO ", Journey.RTO),
        ("TRANSIT", "1", "", "unheard of", Journey.FORWARD),
    ],
)
def test_the_journey(status: str, forward: str, returned: str, kind: str, journey: Journey) -> None:
    found = journey_of(
        status, shipment_id="1", forward_id=forward, return_id=returned, order_type=kind
    )
    assert found is journey


NOON = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)  # 12:00 in India


@pytest.mark.parametrize(
    ("minutes", "urgency"),
    [
        (-1, Urgency.LATE),
        (0, Urgency.SOON),
        (59, Urgency.SOON),
        (60, Urgency.TODAY),
        (12 * 60 - 1, Urgency.TODAY),
        (12 * 60, Urgency.LATER),
    ],
)
def test_how_loud_a_deadline_is(minutes: int, urgency: Urgency) -> None:
    assert deadline(NOON + timedelta(minutes=minutes), NOON).urgency is urgency


def test_no_deadline_is_silent() -> None:
    assert deadline(None, NOON).urgency is Urgency.NONE


def test_the_day_ends_at_indian_midnight() -> None:
    assert day_end(NOON) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    evening = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)  # already the 24th in India
    assert day_end(evening) == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


A, B, C = "a", "b", "c"
ERROR_A = RecordError(A, "X1", "no")
NAMELESS = RecordError("", "X9", "all wrong")


@pytest.mark.parametrize(
    ("counts", "errors", "expected"),
    [
        (Counts(3, 3, 0), [], {A: State.DONE, B: State.DONE, C: State.DONE}),
        (Counts(None, None, 0), [], {A: State.DONE, B: State.DONE, C: State.DONE}),
        (Counts(3, 2, 1), [ERROR_A], {A: ERROR_A, B: State.DONE, C: State.DONE}),
        (Counts(3, 1, 2), [ERROR_A], {A: ERROR_A, B: State.UNKNOWN, C: State.UNKNOWN}),
        (Counts(3, 2, 1), [], {A: State.UNKNOWN, B: State.UNKNOWN, C: State.UNKNOWN}),
        (Counts(3, 0, 3), [NAMELESS], {A: NAMELESS, B: NAMELESS, C: NAMELESS}),
        (Counts(3, 0, 3), [ERROR_A], {A: ERROR_A, B: RecordError(), C: RecordError()}),
        (Counts(), [], {A: State.UNKNOWN, B: State.UNKNOWN, C: State.UNKNOWN}),
        (Counts(), [ERROR_A], {A: ERROR_A, B: State.UNKNOWN, C: State.UNKNOWN}),
        (Counts(3, 3, 0), [RecordError("stranger")], dict.fromkeys((A, B, C), State.DONE)),
        (Counts(3, 2, 1), [NAMELESS], {A: State.UNKNOWN, B: State.UNKNOWN, C: State.UNKNOWN}),
    ],
)
def test_rule_4_1(
    counts: Counts, errors: list[RecordError], expected: dict[str, RecordError | State]
) -> None:
    assert settle([A, B, C], counts, errors) == expected


NUMBERS = st.none() | st.integers(-2, 25)
IDS = st.lists(st.text("abc123", min_size=1, max_size=3), unique=True, max_size=20)


@given(IDS, NUMBERS, NUMBERS, NUMBERS, st.data())
def test_every_sent_record_gets_one_answer_and_none_is_done_without_proof(
    ids: list[str],
    payload: int | None,
    success: int | None,
    failed: int | None,
    data: st.DataObject,
) -> None:
    names = st.sampled_from([*ids, "stranger", ""])
    errors = data.draw(st.lists(st.builds(RecordError, shipment_id=names), max_size=25))
    result = settle(ids, Counts(payload, success, failed), errors)
    assert list(result) == ids
    named = {error.shipment_id for error in errors}
    for one, answer in result.items():
        if one in named:
            assert isinstance(answer, RecordError)
        if answer is State.DONE:
            # Proof: nobody failed by the counts, or every failure has a name.
            assert (
                failed == 0
                or failed == len(named & set(ids))
                or (failed is None and success is not None and success >= len(ids))
            )


@given(st.lists(st.integers()))
def test_groups_hold_at_most_twenty_and_lose_nothing(items: list[int]) -> None:
    groups = list(groups_of(items))
    assert all(0 < len(group) <= 20 for group in groups)
    assert [item for group in groups for item in group] == items
    assert len(groups) == -(-len(items) // 20)


def test_a_filter_knows_whether_it_narrows() -> None:
    narrowed = OrderFilter(lane=Lane.NEW, ordered_from=date(2026, 1, 1))
    assert narrowed.is_narrowed
    assert not narrowed.cleared().is_narrowed
    assert narrowed.cleared().lane is Lane.NEW
    assert narrowed.in_lane(None) == OrderFilter(ordered_from=date(2026, 1, 1))


def test_an_invoice_number_has_its_prefix_and_digits() -> None:
    assert SeriesFormat("FY/", 1, 5).text(42) == "FY/00042"
    assert SeriesFormat("", 1, 0).text(7) == "7"
