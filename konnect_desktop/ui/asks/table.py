"""Which function asks for what an action still needs. Loaded when the first action is pressed."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.asks import (
    ask_awb,
    ask_cancel,
    ask_cancel_items,
    ask_confirm,
    ask_invoice,
    ask_labels,
    ask_own_paper,
    ask_paper,
    ask_return,
    ask_status,
    ask_track,
)
from konnect_desktop.ui.asks.ask import Ask, as_it_is

#: Every action has its entry.
ASKS: dict[Action, Ask] = {
    Action.CONFIRM: ask_confirm.ask,
    Action.CHECK_COURIER: as_it_is,
    Action.GET_LABELS: ask_labels.ask,
    Action.MARK_PACKED: as_it_is,
    Action.HAND_OVER: as_it_is,
    Action.CHECK_INFO: as_it_is,
    Action.REFRESH: as_it_is,
    Action.TRACK: ask_track.ask,
    Action.PRINT_LABEL: ask_paper.ask,
    Action.PRINT_INVOICE: ask_paper.ask,
    Action.PICK_LIST: ask_own_paper.ask,
    Action.PACKING_SLIP: ask_own_paper.ask,
    Action.HANDOVER_SHEET: ask_own_paper.ask,
    Action.ADD_INVOICE: ask_invoice.ask,
    Action.CANCEL: ask_cancel.ask,
    Action.UPDATE_AWB: ask_awb.ask,
    Action.CANCEL_ITEMS: ask_cancel_items.ask,
    Action.UPDATE_STATUS: ask_status.ask,
    Action.RETURN_QC: ask_return.ask,
    Action.CREDIT_NOTE: ask_invoice.ask_credit_note,
}
if _unasked := set(Action) - ASKS.keys():
    raise ValueError(f"what is asked for {sorted(_unasked)}? `as_it_is` for nothing")
