"""Every operation in every state, written by hand from konnect-api.md chapters 12, 15 and 17.

One letter for each cell: Y the contract allows it, L it may work (the server decides),
N it is refused. The columns are in the order of ACTIONS.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from konnect_desktop.domain.actions import (
    CHANGING,
    Action,
    Facts,
    Verdict,
    availability,
    judge,
    next_milestones,
)
from konnect_desktop.domain.ladder import suggested
from konnect_desktop.domain.reasons import Reason, next_step, why
from konnect_desktop.domain.states import Journey, Lock

ACTIONS = (
    Action.CONFIRM,
    Action.CANCEL_ITEMS,
    Action.CANCEL,
    Action.ADD_INVOICE,
    Action.CHECK_COURIER,
    Action.GET_LABELS,
    Action.PRINT_LABEL,
    Action.PRINT_INVOICE,
    Action.HAND_OVER,
    Action.UPDATE_AWB,
    Action.UPDATE_STATUS,
    Action.RETURN_QC,
    Action.CREDIT_NOTE,
)

FORWARD = {
    "created": Facts("CREATED"),
    "confirmed": Facts("CONFIRMED"),
    "invoiced": Facts("PROCESSING"),
    "assigned": Facts("PROCESSING", has_courier=True),
    "packed": Facts("COMPLETED", has_courier=True, has_awb=True),
    "transit": Facts("TRANSIT", has_courier=True, has_awb=True),
    "delivered": Facts("DELIVERED", has_courier=True, has_awb=True),
    "handed": Facts("HANDED_OVER_TO_CUSTOMER"),
    "cancelled": Facts("CANCELLED"),
}
SELF = {
    "self created": Facts("CREATED", is_self_ship=True),
    "self confirmed": Facts("CONFIRMED", is_self_ship=True),
    "self assigned": Facts("PROCESSING", is_self_ship=True),
    "self with awb": Facts("PROCESSING", is_self_ship=True, has_courier=True, has_awb=True),
    "self packed": Facts("COMPLETED", is_self_ship=True, has_courier=True, has_awb=True),
    "self picked": Facts("TRANSIT", is_self_ship=True, milestone="bag_picked", has_awb=True),
    "self delivered": Facts("DELIVERED", is_self_ship=True, has_awb=True),
    "self cancelled": Facts("CANCELLED", is_self_ship=True),
}
BACK, RTO = Journey.RETURN, Journey.RTO
RETURNS = {
    "return under way": Facts("RETURN_PROCESSING", BACK),
    "return back": Facts("RETURN_DELIVERED", BACK),
    "return accepted": Facts("RETURN_COMPLETED", BACK),
    "return accepted, other name": Facts("RETURN_ACCEPTED", BACK),
    "return credited": Facts("CREDIT_NOTE_GENERATED", BACK),
    "self return under way": Facts("RETURN_PROCESSING", BACK, is_self_ship=True),
    "self return back": Facts("RETURN_DELIVERED", BACK, is_self_ship=True),
    "rto under way": Facts("RETURN_PROCESSING", RTO),
    "self rto under way": Facts("RETURN_PROCESSING", RTO, is_self_ship=True),
    "rto back": Facts("RETURN_DELIVERED", RTO),
    "rto accepted": Facts("RETURN_COMPLETED", RTO),
}
OTHER = {"unknown": Facts("STATUS_OF_2031"), "unknown self": Facts("X", is_self_ship=True)}
STATES = FORWARD | SELF | RETURNS | OTHER

#        confirm, cancel items, cancel, invoice, courier, pack, label, invoice PDF, dispatch,
#        awb, status, QC, credit note
TABLE = {
    "created": "YYYNNNNNNNNNN",
    "confirmed": "NYYYNNNNNNNNN",
    # PROCESSING hides whether a courier is there; without any sign of one, packing is refused.
    "invoiced": "NNLNYNNNNNNNN",
    "assigned": "NNLNYLNNNNNNN",
    "packed": "NNNNYNYYYNNNN",
    "transit": "NNNNYNLLNNNNN",
    "delivered": "NNNNYNLLNNNNN",
    "handed": "NNNNYNLLNNNNN",
    # Cancelled after the invoice it is listed as a return and may be accepted (chapter 11).
    "cancelled": "NNNNNNNNNNNLN",
    "self created": "YYYNNNNNNNNNN",
    "self confirmed": "NYYYNNNNNNNNN",
    # The absence of a courier proves nothing for self-ship (chapter 15): let the server decide.
    "self assigned": "NNLNYLNNNLLNN",
    "self with awb": "NNLNYLNNNLLNN",
    "self packed": "NNNNYNYYYNLNN",
    "self picked": "NNNNYNLLNNYNN",
    "self delivered": "NNNNYNLLNNNNN",
    "self cancelled": "NNNNNNNNNNNLN",
    "return under way": "NNNNNNNNNNNNN",
    "return back": "NNNNNNNNNNNLN",
    "return accepted": "NNNNNNNNNNNNY",
    "return accepted, other name": "NNNNNNNNNNNNY",
    "return credited": "NNNNNNNNNNNNN",
    "self return under way": "NNNNNNNNNLLNN",
    "self return back": "NNNNNNNNNNNLN",
    "rto under way": "NNNNNNNNNNNNN",
    "self rto under way": "NNNNNNNNNNLNN",
    "rto back": "NNNNNNNNNNNLN",
    "rto accepted": "NNNNNNNNNNNNY",
    "unknown": "NNNNNNNNNNNNN",
    "unknown self": "NNNNNNNNNNNNN",
}
LETTERS = {Verdict.ELIGIBLE: "Y", Verdict.LIKELY: "L", Verdict.BLOCKED: "N"}


def line(facts: Facts) -> str:
    return "".join(LETTERS[judge(action, facts).verdict] for action in ACTIONS)


@pytest.mark.parametrize("name", STATES)
def test_the_contract_s_table(name: str) -> None:
    assert line(STATES[name]) == TABLE[name]


@pytest.mark.parametrize("name", STATES)
def test_a_full_lock_or_a_running_batch_stops_every_change(name: str) -> None:
    changes = {action for action in ACTIONS if action in CHANGING}
    for facts in (
        replace(STATES[name], lock=Lock.FULL),
        replace(STATES[name], is_busy=True),
    ):
        for action, letter in zip(ACTIONS, TABLE[name], strict=True):
            expected = "N" if action in changes else letter
            assert LETTERS[judge(action, facts).verdict] == expected


@pytest.mark.parametrize("name", STATES)
def test_a_financial_lock_stops_invoice_and_credit_note_only(name: str) -> None:
    facts = replace(STATES[name], lock=Lock.FINANCIAL)
    for action, letter in zip(ACTIONS, TABLE[name], strict=True):
        is_money = action in (Action.ADD_INVOICE, Action.CREDIT_NOTE)
        assert LETTERS[judge(action, facts).verdict] == ("N" if is_money else letter)


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
        # Packing first would close the door for the AWB (10.6).
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
