"""Asks Fynd for a number that none of our orders has, and keeps what came of it."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from konnect_desktop.errors import Offline, SignInRefused
from konnect_desktop.services.fynd_lookup import number_of
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.work.context import AppContext


class Asked(Enum):
    """How far the question for one number is."""

    NOT_YET = auto()
    ON_ITS_WAY = auto()
    #: Fynd answered that there is none.
    UNKNOWN = auto()
    #: Nobody answered: `AskingFynd.trouble` says why.
    FAILED = auto()


class AskingFynd(QObject):
    """One question at a time; typing something else makes it the past."""

    #: The answer for the number that was asked last is there, or on its way.
    changed = Signal()
    #: str, str: the number that was asked for, and the id of the shipment that Fynd sent.
    found = Signal(str, str)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("orders.asking_fynd")
        self._context = context
        self._number = ""
        self._state = Asked.NOT_YET
        #: Why nobody answered, and what to do about it.
        self.trouble = ("", "")

    def state(self, text: str) -> Asked | None:
        """What came of asking for this text; None when it is no number to ask for."""
        number = number_of(text)
        if not number:
            return None
        return self._state if number == self._number else Asked.NOT_YET

    def ask(self, text: str) -> None:
        """Ask for the number in `text`, in a worker thread."""
        number = number_of(text)
        if not number:
            return
        self._number = number
        self._to(Asked.ON_ITS_WAY)
        self._context.runner.start(
            self,
            lambda ctx: self._context.services.fynd_lookup.ask(ctx, number),
            key="orders.ask_fynd",
            latest=True,
            on_success=self._on_answer,
            on_error=self._on_failed,
        )

    def _on_answer(self, shipment_id: str) -> None:
        self._context.signals.connection_changed.emit(True)
        number = self._number
        if shipment_id:
            self._number = ""
            self.found.emit(number, shipment_id)
        self._to(Asked.NOT_YET if shipment_id else Asked.UNKNOWN)

    def _on_failed(self, error: Exception) -> None:
        what, then, _detail = messages.words(error)
        self.trouble = (what, then)
        self._to(Asked.FAILED)
        if isinstance(error, SignInRefused):
            self._context.signals.sign_in_needed.emit(say(error.message))
        elif isinstance(error, Offline):
            self._context.signals.connection_changed.emit(False)

    def _to(self, state: Asked) -> None:
        self._state = state
        self.changed.emit()
