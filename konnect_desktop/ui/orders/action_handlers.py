"""What happens when an action of the toolbar is pressed: ask if needed, plan, hand over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.actions import Action, Availability
from konnect_desktop.domain.reasons import next_step, why
from konnect_desktop.services.models import (
    INVOICE,
    LABEL,
    ActionOptions,
    Plan,
    SeriesOptions,
)
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.cancel import CancelDialog
from konnect_desktop.ui.dialogs.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.documents.preview import PreviewDialog
from konnect_desktop.ui.orders.batch_sheet import BatchSheet

#: Sent as they are, after the undo time; nothing has to be asked.
_DIRECT = frozenset(
    {
        Action.CONFIRM,
        Action.CHECK_COURIER,
        Action.GET_LABELS,
        Action.MARK_PACKED,
        Action.HAND_OVER,
        Action.REFRESH,
    }
)
_PAPERS = {Action.PRINT_LABEL: LABEL, Action.PRINT_INVOICE: INVOICE}


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
        return _DIRECT | _PAPERS.keys() | {Action.ADD_INVOICE, Action.CANCEL}

    def trigger(
        self, action: Action, ids: Sequence[str], availability: Availability | None = None
    ) -> None:
        """Do `action` with the shipments `ids`, in that order; those that do not qualify are
        left out by the plan, with the reason."""
        chosen = list(ids)
        if not chosen:
            return
        if action in _PAPERS:
            PreviewDialog.show_for(self._page, self._context, chosen, (_PAPERS[action],))
        elif action in _DIRECT:
            self._plan(action, chosen, ActionOptions())
        elif action is Action.ADD_INVOICE:
            self._ask_series(chosen, _count(chosen, availability))
        elif action is Action.CANCEL:
            self._ask_reason(chosen, availability)

    def _ask_series(self, ids: list[str], count: int) -> None:
        settings = self._context.settings
        series = SeriesOptions(
            settings.invoice_prefix, max(1, settings.invoice_next), settings.invoice_padding
        )
        dialog = InvoiceSeriesDialog(self._page.window(), count, series)
        dialog.chosen.connect(partial(self._plan, Action.ADD_INVOICE, ids))
        dialog.open()

    def _ask_reason(self, ids: list[str], availability: Availability | None) -> None:
        cautions: list[str] = []
        if availability is not None:
            cautions = [
                f"{why(reason)} ({count}) {next_step(reason)}"
                for reason, count in availability.cautions
            ]
        settings = self._context.settings
        account = "Practice" if settings.is_practice else settings.username
        dialog = CancelDialog(self._page.window(), _count(ids, availability), cautions, account)
        dialog.chosen.connect(partial(self._plan, Action.CANCEL, ids))
        dialog.open()

    def _plan(self, action: Action, ids: list[str], options: ActionOptions) -> None:
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.bulk.plan(action, ids, options),
            pool="local",
            # A second press while the first is planned is the same press.
            key=f"plan.{action}",
            on_success=self._planned,
        )

    def _planned(self, plan: Plan) -> None:
        self._sheet.start(plan)
        self.planned.emit(plan)


def _count(ids: Sequence[str], availability: Availability | None) -> int:
    """How many will take part, as far as is known before planning."""
    return availability.count if availability is not None and availability.count else len(ids)
