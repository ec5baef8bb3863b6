"""Reasons, next steps and mixed selections; test_action_table.py has every single answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import (
    Action,
    Facts,
    availability,
    judge,
    next_milestones,
)
from konnect_desktop.domain.ladder import suggested
from konnect_desktop.domain.reasons import Reason, next_step, why
from konnect_desktop.domain.states import Lock
from tests.domain.action_states import FORWARD, RETURNS, SELF, STATES


@pytest.mark.parametrize("name", STATES)
def test_every_refusal_says_why_and_what_next(name: str) -> None:
    for action in Action:
        answer = judge(action, STATES[name])
        if not answer.is_open:
            assert answer.reason is not None
            assert why(answer.reason)
            assert next_step(answer.reason)


@pytest.mark.parametrize(
    ("action", "name", "reason"),
    [
        (Action.CONFIRM, "confirmed", Reason.ALREADY_CONFIRMED),
        (Action.ADD_INVOICE, "created", Reason.CONFIRM_FIRST),
        (Action.ADD_INVOICE, "assigned", Reason.ALREADY_INVOICED),
        (Action.GET_LABELS, "invoiced", Reason.COURIER_FIRST),
        (Action.GET_LABELS, "packed", Reason.ALREADY_PACKED),
        (Action.GET_LABELS, "self assigned", Reason.AWB_BEFORE_PACKING),
        (Action.PRINT_LABEL, "assigned", Reason.LABELS_FIRST),
        (Action.HAND_OVER, "transit", Reason.ALREADY_LEFT),
        (Action.CANCEL, "packed", Reason.PACKED_NO_CANCEL),
        (Action.CANCEL, "transit", Reason.TOO_LATE_TO_CANCEL),
        (Action.CANCEL, "assigned", Reason.PERHAPS_REFUSED),
        (Action.CANCEL_ITEMS, "invoiced", Reason.TOO_LATE_FOR_ITEMS),
        (Action.UPDATE_AWB, "assigned", Reason.NOT_SELF_SHIP),
        (Action.UPDATE_AWB, "self packed", Reason.PACKED_CLOSES_AWB),
        (Action.UPDATE_AWB, "self with awb", Reason.AWB_OVERWRITES),
        (Action.RETURN_QC, "return under way", Reason.NOT_BACK_YET),
        (Action.RETURN_QC, "created", Reason.NOT_A_RETURN),
        (Action.CREDIT_NOTE, "return back", Reason.ACCEPT_FIRST),
        (Action.CREDIT_NOTE, "return credited", Reason.ALREADY_CREDITED),
        (Action.CONFIRM, "rto back", Reason.IS_RETURN),
        (Action.CONFIRM, "cancelled", Reason.CANCELLED),
        (Action.CONFIRM, "unknown", Reason.UNKNOWN_STATUS),
    ],
)
def test_the_reason_given(action: Action, name: str, reason: Reason) -> None:
    assert judge(action, STATES[name]).reason is reason


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        (SELF["self with awb"], {"bag_picked"}),
        (SELF["self packed"], {"bag_picked"}),
        (
            SELF["self picked"],
            {"out_for_delivery", "delivery_attempt_failed", "delivery_done", "rto_bag_delivered"},
        ),
        (
            replace(SELF["self picked"], milestone="out_for_delivery"),
            {"delivery_attempt_failed", "delivery_done", "rto_bag_delivered"},
        ),
        (
            replace(SELF["self picked"], milestone="delivery_attempt_failed"),
            {"delivery_reattempt_requested", "delivery_done", "rto_bag_delivered"},
        ),
        (
            replace(SELF["self picked"], milestone="delivery_reattempt_requested"),
            {"out_for_delivery", "delivery_done", "rto_bag_delivered"},
        ),
        (
            RETURNS["self return under way"],
            {"return_bag_in_transit", "return_bag_delivered"},
        ),
        (
            replace(RETURNS["self return under way"], milestone="return_bag_in_transit"),
            {"return_bag_delivered"},
        ),
        (RETURNS["self rto under way"], {"rto_bag_delivered"}),
        (FORWARD["transit"], set()),
        (SELF["self delivered"], set()),
    ],
)
def test_the_milestones_that_may_follow(facts: Facts, steps: set[str]) -> None:
    assert set(next_milestones(facts)) == steps


def test_our_own_ticks() -> None:
    packed = FORWARD["packed"]
    assert judge(Action.MARK_PACKED, packed).is_open
    assert not judge(Action.MARK_PACKED, replace(packed, packed_here=True)).is_open
    assert not judge(Action.MARK_PACKED, FORWARD["assigned"]).is_open
    gone = judge(Action.HAND_OVER, replace(packed, dispatched_here=True))
    assert gone.reason is Reason.ALREADY_HANDED_OVER


def test_tracking_needs_something_to_track() -> None:
    assert not judge(Action.TRACK, FORWARD["created"]).is_open
    assert judge(Action.TRACK, FORWARD["transit"]).is_open
    assert judge(Action.TRACK, RETURNS["return under way"]).is_open


def test_a_mixed_selection_says_how_many_and_why_not() -> None:
    groups = [
        (FORWARD["created"], 140),
        (FORWARD["confirmed"], 3),
        (replace(FORWARD["created"], lock=Lock.FULL), 2),
        (FORWARD["packed"], 4),
    ]
    found = availability(Action.CONFIRM, groups)
    assert (found.eligible, found.likely, found.count, found.blocked_count) == (140, 0, 140, 9)
    assert found.blocked == ((Reason.ALREADY_CONFIRMED, 7), (Reason.LOCKED, 2))
    labels = availability(Action.GET_LABELS, [(SELF["self assigned"], 5)])
    assert (labels.likely, labels.cautions) == (5, ((Reason.AWB_BEFORE_PACKING, 5),))


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("created", Action.CONFIRM),
        ("confirmed", Action.ADD_INVOICE),
        ("invoiced", Action.CHECK_COURIER),
        ("assigned", Action.GET_LABELS),
        # Packing first would close the door for the AWB (docs/konnect-api.md 10.6).
        ("self assigned", Action.UPDATE_AWB),
        ("self with awb", Action.GET_LABELS),
        ("self packed", Action.PRINT_LABEL),
        ("self picked", Action.UPDATE_STATUS),
        ("packed", Action.PRINT_LABEL),
        ("transit", Action.TRACK),
        ("delivered", None),
        ("cancelled", None),
        ("return under way", Action.TRACK),
        ("self return under way", Action.UPDATE_AWB),
        ("return back", Action.RETURN_QC),
        ("rto back", Action.RETURN_QC),
        ("return accepted", Action.CREDIT_NOTE),
        ("return credited", None),
        ("unknown", None),
    ],
)
def test_the_one_suitable_next_step(name: str, action: Action | None) -> None:
    assert suggested([(STATES[name], 1)]) is action


def test_most_votes_decide_and_a_printed_label_points_on() -> None:
    assert suggested([(FORWARD["created"], 3), (FORWARD["confirmed"], 5)]) is Action.ADD_INVOICE
    printed = replace(FORWARD["packed"], label_printed=True)
    assert suggested([(printed, 1)]) is Action.HAND_OVER
    assert suggested([]) is None
    gone = replace(SELF["self packed"], label_printed=True, dispatched_here=True)
    assert suggested([(gone, 1)]) is Action.UPDATE_STATUS


def test_tracking_is_suggested_only_when_there_is_no_work() -> None:
    assert suggested([(FORWARD["created"], 1), (FORWARD["transit"], 90)]) is Action.CONFIRM
    assert suggested([(FORWARD["created"], 1)], among={Action.TRACK}) is None


def test_what_is_locked_waits_for_its_lock_to_clear() -> None:
    packed = replace(FORWARD["packed"], lock=states.Lock.FULL)
    assert suggested([(packed, 2), (FORWARD["created"], 1)]) is Action.CHECK_INFO
    assert suggested([(packed, 1), (FORWARD["created"], 1)]) is Action.CONFIRM
    money = states.Lock.FINANCIAL
    assert suggested([(replace(FORWARD["created"], lock=money), 1)]) is Action.CONFIRM
    assert suggested([(replace(FORWARD["confirmed"], lock=money), 1)]) is Action.CHECK_INFO
    assert suggested([(replace(FORWARD["delivered"], lock=states.Lock.FULL), 1)]) is None


def test_our_own_papers_are_for_what_they_suit() -> None:
    def opens(action: Action, **facts: object) -> bool:
        return judge(action, Facts(**facts)).is_open  # type: ignore[arg-type]

    for status in (states.CREATED, states.CONFIRMED, states.PROCESSING, states.COMPLETED):
        assert opens(Action.PICK_LIST, status=status)
        assert opens(Action.PACKING_SLIP, status=status)
        assert opens(Action.HANDOVER_SHEET, status=status) is (status == states.COMPLETED)
    for status in (states.TRANSIT, states.DELIVERED):
        assert not opens(Action.PICK_LIST, status=status)
        assert opens(Action.PACKING_SLIP, status=status)
        # The courier may sign a little later than the hand-over.
        assert opens(Action.HANDOVER_SHEET, status=status) is (status == states.TRANSIT)
    for action in (Action.PICK_LIST, Action.PACKING_SLIP, Action.HANDOVER_SHEET):
        assert not opens(action, status=states.CANCELLED)
        assert not opens(action, status=states.RETURN_PROCESSING)
        # They change nothing at Fynd, so neither a lock nor a batch stands in the way.
        assert opens(action, status=states.COMPLETED, lock=states.Lock.FULL, is_busy=True)
    assert not opens(Action.PICK_LIST, status=states.COMPLETED, dispatched_here=True)
    assert opens(Action.HANDOVER_SHEET, status=states.COMPLETED, dispatched_here=True)
