"""What each status proves about a lost answer, operation by operation, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.actions import CHANGING, Action, Facts
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.shipments import OrderItem, Shipment, ShipmentId
from konnect_desktop.domain.states import KNOWN_STATUSES
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import Evidence, Seen

D, N, C, U, H, A = (
    Evidence.DONE,
    Evidence.NOT_DONE,
    Evidence.CANCELLED,
    Evidence.UNCLEAR,
    Evidence.HIDDEN,
    Evidence.ASK_ALONE,
)
#      CREATED, CONFIRMED, PROCESSING, COMPLETED, TRANSIT, HANDED_OVER_TO_CUSTOMER, DELIVERED,
#      CANCELLED, RETURN_ PROCESSING, DELIVERED, COMPLETED, ACCEPTED, CREDIT_NOTE_GENERATED
BY_STATUS: dict[Action, tuple[Evidence, ...]] = {
    Action.CONFIRM: (N, D, D, D, D, D, D, C, D, D, D, D, D),
    Action.ADD_INVOICE: (U, N, D, D, D, D, D, C, D, D, D, D, D),
    Action.GET_LABELS: (U, U, N, D, D, D, D, C, D, A, U, U, U),
    Action.HAND_OVER: (U, U, U, H, D, D, D, C, D, A, U, U, U),
    Action.CANCEL: (N, N, N, N, U, U, U, D, U, D, U, U, U),
    Action.RETURN_QC: (U, U, U, U, U, U, U, N, U, N, D, D, D),
    Action.CREDIT_NOTE: (U, U, U, U, U, U, U, C, U, U, N, N, D),
}


def seen(status: str, milestone: str = "", **shipment: Any) -> Seen:
    whole = Shipment(ShipmentId("1"), status, **shipment)
    return Seen(status, Facts(status, is_self_ship=whole.is_self_ship), whole, milestone)


@pytest.mark.parametrize("action", BY_STATUS)
def test_what_a_status_proves(action: Action) -> None:
    found = tuple(
        OPERATIONS[action].evidence({}, seen(status)).evidence for status in KNOWN_STATUSES
    )
    assert found == BY_STATUS[action]
    assert OPERATIONS[action].evidence({}, seen("NEW_THING_OF_2031")).evidence is U


@pytest.mark.parametrize("is_self_ship", [False, True])
def test_a_parcel_may_keep_its_status_when_it_is_handed_over(is_self_ship: bool) -> None:
    hand_over = OPERATIONS[Action.HAND_OVER]
    known = seen("COMPLETED", is_self_ship=is_self_ship)
    assert hand_over.evidence({}, known).evidence is H
    for milestone, found in (("bag_packed", H), ("bag_picked", D), ("handed_over_to_dg", D)):
        known = seen("COMPLETED", milestone, is_self_ship=is_self_ship)
        assert hand_over.evidence({}, known).evidence is found
    # "Not packed" about a packed parcel can only mean that it was handed over before.
    known = seen("COMPLETED", is_self_ship=is_self_ship)
    for code, found in (("D400", D), ("d400", D), ("X7", H)):
        refusal = Outcome(State.REFUSED, code)
        assert hand_over.why_refused(refusal, {}, known).evidence is found


AWB = {"awb": "A1", "courier": "Van", "auto_dispatch": True, "is_return": False, "had": False}
STAYS = {**AWB, "auto_dispatch": False}
RETURN = {**AWB, "is_return": True}


@pytest.mark.parametrize(
    ("payload", "status", "held", "evidence"),
    [
        (AWB, "TRANSIT", ("A1",), D),
        (AWB, "TRANSIT", (), D),
        (AWB, "TRANSIT", ("B2",), U),
        (AWB, "PROCESSING", (), N),
        (AWB, "PROCESSING", ("B2",), U),
        # It is there, and only the hand-over is not: told in words.
        (AWB, "PROCESSING", ("A1",), D),
        ({**AWB, "had": True}, "PROCESSING", ("A1",), N),
        ({**AWB, "had": True}, "TRANSIT", ("A1",), D),
        (STAYS, "PROCESSING", ("A1",), D),
        (STAYS, "PROCESSING", ("A1", "B2"), D),
        (STAYS, "PROCESSING", (), N),
        (STAYS, "TRANSIT", (), U),
        (STAYS, "COMPLETED", ("A1",), D),
        (STAYS, "COMPLETED", (), U),
        (STAYS, "CANCELLED", ("A1",), C),
        (RETURN, "RETURN_PROCESSING", ("A1",), D),
        (RETURN, "RETURN_PROCESSING", (), N),
        (RETURN, "RETURN_DELIVERED", ("A1",), D),
    ],
)
def test_what_an_awb_proves(
    payload: dict[str, Any], status: str, held: tuple[str, ...], evidence: Evidence
) -> None:
    known = seen(status, awb_numbers=held, is_self_ship=True)
    assert OPERATIONS[Action.UPDATE_AWB].evidence(payload, known).evidence is evidence


@pytest.mark.parametrize(
    ("milestone", "status", "tracked", "evidence"),
    [
        ("bag_picked", "PROCESSING", "", N),
        ("bag_picked", "COMPLETED", "", N),
        ("bag_picked", "TRANSIT", "", D),
        ("bag_picked", "CREATED", "", U),
        ("bag_picked", "RETURN_PROCESSING", "", D),
        ("bag_picked", "RETURN_DELIVERED", "", A),
        ("delivery_done", "TRANSIT", "", N),
        ("delivery_done", "DELIVERED", "", D),
        ("delivery_done", "RETURN_DELIVERED", "", U),
        ("delivery_done", "CANCELLED", "", C),
        ("rto_bag_delivered", "TRANSIT", "", N),
        ("rto_bag_delivered", "RETURN_PROCESSING", "", N),
        ("rto_bag_delivered", "RETURN_COMPLETED", "", D),
        ("rto_bag_delivered", "DELIVERED", "", U),
        ("out_for_delivery", "TRANSIT", "out_for_delivery", D),
        ("out_for_delivery", "TRANSIT", "bag_picked", N),
        ("out_for_delivery", "TRANSIT", "delivery_reattempt_requested", N),
        ("out_for_delivery", "TRANSIT", "delivery_attempt_failed", H),
        ("out_for_delivery", "TRANSIT", "", H),
        ("out_for_delivery", "DELIVERED", "", D),
        ("out_for_delivery", "CANCELLED", "", C),
        ("delivery_attempt_failed", "TRANSIT", "out_for_delivery", N),
        ("delivery_reattempt_requested", "TRANSIT", "delivery_attempt_failed", N),
    ],
)
def test_what_a_milestone_proves(
    milestone: str, status: str, tracked: str, evidence: Evidence
) -> None:
    known = seen(status, tracked, is_self_ship=True)
    operation = OPERATIONS[Action.UPDATE_STATUS]
    assert operation.evidence({"milestone": milestone}, known).evidence is evidence


ONE_OF_THREE = {"items": [["i", 1, "6"]], "before": {"i": 3, "k": 1}, "is_whole": False}
WHOLE = {"items": [["i", 3, "6"]], "before": {"i": 3}, "is_whole": True}


@pytest.mark.parametrize(
    ("payload", "status", "items", "evidence"),
    [
        (ONE_OF_THREE, "CREATED", {"i": 3, "k": 1}, N),
        (ONE_OF_THREE, "CREATED", {"i": 2, "k": 1}, D),
        (ONE_OF_THREE, "CONFIRMED", {"i": 2}, D),
        (ONE_OF_THREE, "CREATED", {"k": 1}, D),  # all of it went: ours and more
        (ONE_OF_THREE, "CANCELLED", {}, C),
        (WHOLE, "CANCELLED", {}, D),
        (WHOLE, "CREATED", {"i": 3}, N),
        ({**ONE_OF_THREE, "items": [["i", 2, "6"]]}, "CREATED", {"i": 2, "k": 1}, U),
    ],
)
def test_what_the_open_items_prove(
    payload: dict[str, Any], status: str, items: dict[str, int], evidence: Evidence
) -> None:
    rows = tuple(OrderItem(key, quantity=count) for key, count in items.items())
    operation = OPERATIONS[Action.CANCEL_ITEMS]
    assert operation.evidence(payload, seen(status, items=rows)).evidence is evidence


@pytest.mark.parametrize("action", sorted(CHANGING))
def test_only_refusals_that_leave_a_doubt_are_looked_at(action: Action) -> None:
    operation = OPERATIONS[action]
    for code, is_doubted in (("SIM423", False), ("sim404", False), ("X999", True), ("", True)):
        assert operation.needs_proof(Outcome(State.REFUSED, code)) is is_doubted
    assert not operation.needs_proof(Outcome(State.REFUSED, "CR401", is_loud=True))
    assert not operation.needs_proof(Outcome(State.DONE, "X999"))
    assert not operation.needs_proof(Outcome(State.UNKNOWN))
