"""Which action mends what is in the way: it stands as a button beside the words that name it."""

from __future__ import annotations

from typing import Final

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.reasons import Reason

#: Only what reads is offered: it can be pressed wherever it is named.
_REMEDIES: Final = {
    Reason.RECORD_DAMAGED: Action.REFRESH,
    Reason.UNKNOWN_STATUS: Action.REFRESH,
    Reason.LOCKED: Action.CHECK_INFO,
    Reason.LOCKED_MONEY: Action.CHECK_INFO,
    Reason.COURIER_FIRST: Action.CHECK_COURIER,
    Reason.TAKES_NO_AWB: Action.REFRESH,
    Reason.NO_STEP_FOLLOWS: Action.REFRESH,
    Reason.NOTHING_OPEN: Action.REFRESH,
    Reason.ITEM_NOT_IN_ORDER: Action.REFRESH,
}


def remedy(reason: Reason) -> Action | None:
    """What `next_step` of this reason says to press, where it can be pressed at once."""
    return _REMEDIES.get(reason)
