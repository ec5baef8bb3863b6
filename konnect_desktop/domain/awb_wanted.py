"""Whether a listed order takes the seller's own AWB now, and what waits for it
(docs/konnect-api.md 10.6)."""

from __future__ import annotations

from dataclasses import replace

from konnect_desktop.domain.actions import Action, Answer, Facts, judge
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Lock


def awb_answer(row: ShipmentRow) -> Answer:
    """The rule's answer to an AWB for this order, from what the list shows of it."""
    return judge(Action.UPDATE_AWB, _facts(row))


def waits_for_awb(row: ShipmentRow) -> bool:
    """Whether it is left out of Get labels until its AWB is added, so that it has no label yet."""
    facts = replace(_facts(row), is_busy=False, lock=Lock.FREE)
    return judge(Action.GET_LABELS, facts).reason is Reason.AWB_BEFORE_PACKING


def _facts(row: ShipmentRow) -> Facts:
    return Facts(
        status=row.status,
        journey=row.journey,
        is_self_ship=row.is_self_ship,
        has_courier=bool(row.courier_partner or row.awb_text),
        has_awb=bool(row.awb_text),
        lock=row.lock,
        is_busy=bool(row.pending),
    )
