"""Whether a listed order takes the seller's own AWB now (10.6)."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action, Answer, Facts, judge
from konnect_desktop.domain.rows import ShipmentRow


def awb_answer(row: ShipmentRow) -> Answer:
    """The rule's answer to an AWB for this order, from what the list shows of it."""
    return judge(
        Action.UPDATE_AWB,
        Facts(
            status=row.status,
            journey=row.journey,
            is_self_ship=row.is_self_ship,
            has_courier=bool(row.courier_partner or row.awb_text),
            has_awb=bool(row.awb_text),
            lock=row.lock,
            is_busy=bool(row.pending),
        ),
    )
