"""What happens when an action of the toolbar is pressed: ask if needed, plan, hand over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.actions import Action, Availability
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.orders import (
    ask_awb,
    ask_cancel,
    ask_cancel_items,
    ask_confirm,
    ask_invoice,
    ask_own_paper,
    ask_paper,
    ask_return,
    ask_status,
    ask_track,
)
from konnect_desktop.ui.orders.asks import Ask, Asking, as_it_is
from konnect_desktop.ui.orders.batch_sheet import BatchSheet

#: What each action asks for; an action without an entry is not shown.
ASKS: dict[Action, Ask] = {
    Action.CONFIRM: ask_confirm.ask,
    Action.CHECK_COURIER: as_it_is,
    Action.GET_LABELS: as_it_is,
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


class ActionHandlers(QObject):
    """One `trigger` for toolbar, menu, keys and tests."""

    #: Plan: a batch was planned and handed to the sheet.
    planned = Signal(object)

    def __init__(self, context: AppContext, page: QWidget, sheet: BatchSheet) -> None:
        super().__init__(page)
        self.setObjectName("action_handlers")
        self._context = context
        self._page = page
        self._sheet = sheet

    @property
    def handled(self) -> frozenset[Action]:
        """The actions that do something when triggered."""
        return frozenset(ASKS)

    def trigger(
        self, action: Action, ids: Sequence[str], availability: Availability | None = None
    ) -> None:
        """Do `action` with the shipments `ids`, in that order; those that do not qualify are
        left out by the plan, with the reason."""
        chosen = tuple(ids)
        ask = ASKS.get(action)
        if not chosen or ask is None:
            return
        plan = partial(self.plan, action, chosen)
        ask(Asking(self._context, self._page, action, chosen, availability, plan, self.show))

    def plan(self, action: Action, ids: Sequence[str], options: ActionOptions) -> None:
        """Plan the action and hand it to the sheet."""
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.bulk.plan(action, ids, options),
            pool="local",
            # A second press while the first is planned is the same press.
            key=f"plan.{action}",
            on_success=self.show,
        )

    def show(self, plan: Plan) -> None:
        """Hand a plan to the sheet."""
        self._sheet.start(plan)
        self.planned.emit(plan)
