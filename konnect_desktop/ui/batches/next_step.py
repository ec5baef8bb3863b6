"""The next step of the orders that a batch has brought on, beside its result."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.actions.offer import Offer, button_text, make_offer
from konnect_desktop.ui.actions.specs import BY_ACTION
from konnect_desktop.ui.batches.action_words import has_undo
from konnect_desktop.ui.batches.run import BatchRun
from konnect_desktop.ui.kit.parts import relabel
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.work.context import AppContext


class NextButton(QPushButton):
    """Outlined, since the filled one is the toolbar's; hidden while there is no step."""

    #: Action, list[str]
    step_wanted = Signal(object, list)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("batch.next")
        self.setAutoDefault(False)
        self.setAccessibleName("Next step of these orders")
        self.setToolTip("Next step of these orders")
        self._context = context
        self._run: BatchRun | None = None
        self._offer = Offer()
        self.clicked.connect(self._press)
        context.signals.changed.connect(self._on_changed)
        self.hide()

    def show_for(self, run: BatchRun | None) -> None:
        """Look for the next step of what `run` has done; None: there is nothing to go on with."""
        if run is None:
            self._run = None
            self.hide()
        elif run is not self._run:
            self._run = run
            self.hide()
            self._look()

    def _look(self) -> None:
        run = self._run
        if run is None or not _brings_on(run.plan.action):
            return
        ids = [key for key, outcome in run.outcomes.items() if outcome.state is State.DONE]
        queries = self._context.services.queries

        def read() -> Offer:
            return make_offer(ids, queries.facts(ids))

        if ids:
            self._context.runner.read(self, read, self._offered, key="batch.next")

    def _offered(self, offer: Offer) -> None:
        self._offer = offer
        action = offer.suggested
        is_work = action is not None and action not in (Action.TRACK, Action.CHECK_INFO)
        if action is not None and is_work and self._run is not None:
            spec = BY_ACTION[action]
            relabel(self, button_text(spec, offer.availability(action), with_number=True))
            self.setToolTip(plain_tip(f"The next step of these orders\n{spec.hint}"))
        self.setVisible(is_work and self._run is not None)

    def _on_changed(self, changes: Changes) -> None:
        if changes.shipment_ids or changes.counts:
            self._look()

    def _press(self) -> None:
        if self._offer.suggested is not None:
            self.step_wanted.emit(self._offer.suggested, list(self._offer.ids))


def _brings_on(action: Action) -> bool:
    """Whether another step may follow because of it."""
    return has_undo(action) or action is Action.CHECK_COURIER
