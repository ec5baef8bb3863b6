"""What happens when an action of the toolbar is pressed: ask if needed, plan, hand over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.actions import Action, Availability
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.ui.asks.ask import Asking
from konnect_desktop.ui.batches.sheet import BatchSheet
from konnect_desktop.ui.people.ask_pin import pin_first
from konnect_desktop.ui.work.context import AppContext


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

    def trigger(
        self, action: Action, ids: Sequence[str], availability: Availability | None = None
    ) -> None:
        """Do `action` with the shipments `ids`, in that order; those that do not qualify are
        left out by the plan, with the reason."""
        chosen = tuple(ids)
        if not chosen:
            return
        from konnect_desktop.ui.asks.table import ASKS

        plan = partial(self.plan, action, chosen)
        ASKS[action](
            Asking(self._context, self._page, action, chosen, availability, plan, self.show)
        )

    def plan(self, action: Action, ids: Sequence[str], options: ActionOptions) -> None:
        """Plan the action and hand it to the sheet."""
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.plan(action, ids, options),
            self.show,
            # A second press while the first is planned is the same press.
            key=f"plan.{action}",
            on_error=pin_first(self._context, self._page, lambda: self.plan(action, ids, options)),
        )

    def show(self, plan: Plan) -> None:
        """Hand a plan to the sheet."""
        self._sheet.start(plan)
        self.planned.emit(plan)
