"""Every action in every state of both logistics models: the whole answer, with its reason.

Written by hand from docs/konnect-api.md 12, 15 and 17. "yes" means that the contract allows
it, "likely" that the server decides, alone or with what to mind; anything else is the reason
why not.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from konnect_desktop.domain.actions import CHANGING, Action, Facts, Verdict, judge
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.states import KNOWN_STATUSES, Lock
from tests.domain.action_states import RETURNS, STATES

CANCELLED = ("cancelled", "self cancelled", "return cancelled")
GROUPS = {
    "NEW": ("created", "self created"),
    "CONFIRMED": ("confirmed", "self confirmed"),
    # PROCESSING hides whether a courier is there; for self-ship its absence proves nothing.
    "INVOICED": ("invoiced", "assigned", "self assigned", "self with awb"),
    "PACKED": ("packed", "self packed"),
    "LEFT": ("transit", "delivered", "handed", "self picked", "self delivered", "self handed"),
    "CANCELLED": CANCELLED,
    "BACK": tuple(name for name in RETURNS if name not in CANCELLED),
    "ODD": ("unknown", "unknown self"),
    "COURIER'S": tuple(
        name for name, facts in STATES.items() if not facts.is_self_ship and name not in CANCELLED
    ),
}
_SAME = {"cancelled": "CANCELLED", "is_return": "BACK", "unknown_status": "ODD"}
_PAPER = {
    **_SAME,
    "confirm_first": "NEW",
    "invoice_first": "CONFIRMED",
    "courier_first": "invoiced",
    "labels_first": "assigned|self assigned|self with awb",
    "yes": "PACKED",
    # Reprints after the hand-over are not documented (10.9).
    "likely": "LEFT",
}
ANSWERS: dict[Action, dict[str, str]] = {
    Action.CONFIRM: {
        **_SAME,
        "yes": "NEW",
        "already_confirmed": "CONFIRMED|INVOICED|PACKED|LEFT",
    },
    Action.ADD_INVOICE: {
        **_SAME,
        "confirm_first": "NEW",
        "yes": "CONFIRMED",
        "already_invoiced": "INVOICED|PACKED|LEFT",
    },
    Action.CHECK_COURIER: {
        **_SAME,
        "confirm_first": "NEW",
        "invoice_first": "CONFIRMED",
        "yes": "INVOICED|PACKED|LEFT",
    },
    Action.GET_LABELS: {
        **_SAME,
        "confirm_first": "NEW",
        "invoice_first": "CONFIRMED",
        "courier_first": "invoiced",
        "likely": "assigned|self with awb",
        # Packing closes the door for the AWB (10.6).
        "likely awb_before_packing": "self assigned",
        "already_packed": "PACKED|LEFT",
    },
    Action.PRINT_LABEL: _PAPER,
    Action.PRINT_INVOICE: _PAPER,
    Action.PICK_LIST: {
        **_SAME,
        "yes": "NEW|CONFIRMED|INVOICED|PACKED",
        "already_left": "LEFT",
    },
    Action.PACKING_SLIP: {**_SAME, "yes": "NEW|CONFIRMED|INVOICED|PACKED|LEFT"},
    Action.HANDOVER_SHEET: {
        **_SAME,
        "labels_first": "NEW|CONFIRMED|INVOICED",
        "yes": "PACKED|transit|self picked",
        "already_left": "delivered|handed|self delivered|self handed",
    },
    Action.MARK_PACKED: {
        **_SAME,
        "labels_first": "NEW|CONFIRMED|INVOICED",
        "yes": "PACKED",
        "already_left": "LEFT",
    },
    Action.HAND_OVER: {
        **_SAME,
        "labels_first": "NEW|CONFIRMED|INVOICED",
        "yes": "PACKED",
        "already_left": "LEFT",
    },
    Action.CANCEL: {
        **_SAME,
        "yes": "NEW|CONFIRMED",
        # Two official pages disagree on cancelling after the invoice (10.3).
        "likely perhaps_refused": "INVOICED",
        "packed_no_cancel": "PACKED",
        "too_late_to_cancel": "LEFT",
    },
    Action.CANCEL_ITEMS: {
        **_SAME,
        "yes": "NEW|CONFIRMED",
        "too_late_for_items": "INVOICED|PACKED",
        "too_late_to_cancel": "LEFT",
    },
    Action.UPDATE_AWB: {
        "cancelled": "CANCELLED",
        "not_self_ship": "COURIER'S",
        "confirm_first": "self created",
        "invoice_first": "self confirmed",
        "likely": "self assigned|self return under way",
        "likely awb_overwrites": "self with awb",
        "packed_closes_awb": "self packed",
        "already_left": "self picked|self delivered|self handed",
        "takes_no_awb": (
            "self return back|self return accepted|self return accepted 2|self return credited"
            "|self rto under way|self rto back|self rto accepted|self rto credited"
        ),
        "unknown_status": "unknown self",
    },
    Action.UPDATE_STATUS: {
        "cancelled": "CANCELLED",
        "not_self_ship": "COURIER'S",
        "confirm_first": "self created",
        "invoice_first": "self confirmed",
        "likely no_awb_yet": "self assigned",
        "likely": "self with awb|self packed|self return under way|self rto under way",
        "yes": "self picked",
        "no_step_follows": (
            "self delivered|self handed|self return back|self return accepted"
            "|self return accepted 2|self return credited|self rto back|self rto accepted"
            "|self rto credited|unknown self"
        ),
    },
    Action.RETURN_QC: {
        "not_a_return": "NEW|CONFIRMED|INVOICED|PACKED|LEFT",
        # Cancelled after the invoice it is listed as a return and may be accepted (section 11).
        "likely perhaps_refused": "CANCELLED",
        "not_back_yet": ("return under way|self return under way|rto under way|self rto under way"),
        "likely": "return back|self return back|rto back|self rto back",
        "already_accepted": (
            "return accepted|return accepted 2|self return accepted|self return accepted 2"
            "|rto accepted|rto accepted 2|self rto accepted"
        ),
        "already_credited": "return credited|self return credited|rto credited|self rto credited",
        "unknown_status": "ODD",
    },
    Action.CREDIT_NOTE: {
        "not_a_return": "NEW|CONFIRMED|INVOICED|PACKED|LEFT",
        "cancelled": "CANCELLED",
        "accept_first": (
            "return under way|self return under way|rto under way|self rto under way"
            "|return back|self return back|rto back|self rto back"
        ),
        "yes": (
            "return accepted|return accepted 2|self return accepted|self return accepted 2"
            "|rto accepted|rto accepted 2|self rto accepted"
        ),
        "already_credited": "return credited|self return credited|rto credited|self rto credited",
        "unknown_status": "ODD",
    },
    Action.TRACK: {
        "nothing_to_track": "NEW|CONFIRMED|invoiced|assigned|self assigned",
        "yes": "self with awb|PACKED|LEFT|BACK|ODD",
        "cancelled": "CANCELLED",
    },
    # Looking changes nothing, so nothing stands in its way.
    Action.CHECK_INFO: {"yes": "NEW|CONFIRMED|INVOICED|PACKED|LEFT|CANCELLED|BACK|ODD"},
    Action.REFRESH: {"yes": "NEW|CONFIRMED|INVOICED|PACKED|LEFT|CANCELLED|BACK|ODD"},
}


def expected(action: Action) -> dict[str, str]:
    """State -> answer, from the table."""
    found: dict[str, str] = {}
    for answer, names in ANSWERS[action].items():
        for part in names.split("|"):
            for name in GROUPS.get(part, (part,)):
                assert name not in found, f"{action}: {name} stands twice"
                found[name] = answer
    return found


def told(action: Action, facts: Facts) -> str:
    """The rules' answer in the words of the table."""
    answer = judge(action, facts)
    reason = str(answer.reason or "")
    if answer.verdict is Verdict.BLOCKED:
        return reason
    word = "yes" if answer.verdict is Verdict.ELIGIBLE else "likely"
    return f"{word} {reason}".strip()


def test_the_table_holds_every_action_and_every_status_of_both_models() -> None:
    assert ANSWERS.keys() == set(Action)
    seen = {(facts.status, facts.is_self_ship) for facts in STATES.values()}
    assert {(status, own) for status in KNOWN_STATUSES for own in (True, False)} <= seen


@pytest.mark.parametrize("action", Action)
def test_the_answer_in_every_state(action: Action) -> None:
    assert {name: told(action, facts) for name, facts in STATES.items()} == expected(action)


@pytest.mark.parametrize("action", Action)
def test_a_full_lock_or_a_running_batch_stops_every_change(action: Action) -> None:
    for name, answer in expected(action).items():
        is_open = answer.split()[0] in ("yes", "likely")
        stops = is_open and action in CHANGING
        locked = told(action, replace(STATES[name], lock=Lock.FULL))
        busy = told(action, replace(STATES[name], is_busy=True))
        assert locked == (Reason.LOCKED if stops else answer), name
        assert busy == (Reason.BUSY if stops else answer), name


@pytest.mark.parametrize("action", Action)
def test_a_financial_lock_stops_invoice_and_credit_note_only(action: Action) -> None:
    is_money = action in (Action.ADD_INVOICE, Action.CREDIT_NOTE)
    for name, answer in expected(action).items():
        locked = told(action, replace(STATES[name], lock=Lock.FINANCIAL))
        stops = is_money and answer == "yes"
        assert locked == (Reason.LOCKED_MONEY if stops else answer), name
