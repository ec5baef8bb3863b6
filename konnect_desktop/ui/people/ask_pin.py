"""Asks who is at the desk: a name of the list, and that person's PIN."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.people import Gate, PinCheck, unfit_pin
from konnect_desktop.errors import PinNeeded
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, field, named, push, row
from konnect_desktop.ui.people.edit import PinDialog
from konnect_desktop.ui.people.pin_words import ASKED_FOR, UNFIT, refused
from konnect_desktop.ui.work.context import AppContext


class AskPin(QDialog):
    """Calls `then` once the PIN is right; closed without one, nothing happens."""

    def __init__(
        self,
        parent: QWidget,
        context: AppContext,
        gate: Gate | None,
        then: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ask_pin")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Who is at the desk?")
        self.setAccessibleName("Who is at the desk?")
        self.setModal(True)
        self.setMinimumWidth(360)
        self._context, self._gate, self._then = context, gate, then
        people = context.services.people
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(named(plain_label("Who is at the desk?", "title"), "ask_pin.heading"))
        told = ASKED_FOR[gate] if gate is not None else "Your name stands with what you do."
        column.addWidget(named(plain_label(told), "ask_pin.told"))
        self.person = QComboBox()
        self.person.setObjectName("ask_pin.person")
        for one in people.known:
            self.person.addItem(one.name, one.id)
        column.addWidget(field("Name", self.person))
        self.pin = pin_field("ask_pin.pin")
        column.addWidget(field("PIN", self.pin))
        self.error = ErrorLine("ask_pin.error")
        column.addWidget(self.error)
        self.forgot = push("Forgot the PIN…", "ask_pin.forgot", "flat")
        self.forgot.clicked.connect(self._set_anew)
        self.nobody = push("Nobody", "ask_pin.nobody", tip="No name stands with what is done next")
        self.nobody.clicked.connect(self._leave)
        self.nobody.setVisible(gate is None and people.at_desk is not None)
        close = push("Not now", "ask_pin.close")
        close.clicked.connect(self.reject)
        self.accept_button = push("Go on", "ask_pin.accept", "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.press)
        column.addLayout(row(self.forgot, self.nobody, close, self.accept_button, stretch=1))
        at_desk = people.at_desk
        if at_desk is not None:
            self.person.setCurrentIndex(max(0, self.person.findData(at_desk.id)))
        self.pin.setFocus()

    @classmethod
    def show_for(
        cls, owner: QWidget, context: AppContext, gate: Gate | None, then: Callable[[], None]
    ) -> AskPin:
        """Open it over the owner's window."""
        dialog = cls(owner.window(), context, gate, then)
        dialog.open()
        return dialog

    def press(self) -> None:
        """Look at what was typed."""
        pin, person_id = self.pin.text(), self.person.currentData()
        self.pin.clear()
        unfit = unfit_pin(pin)
        if unfit is not None:
            # Also what a scanner types: it is no try.
            self.error.say(UNFIT[unfit])
            return
        self.accept_button.setEnabled(False)
        self._context.runner.do(
            self,
            lambda: self._context.services.people.enter(person_id, pin, self._gate),
            self._checked,
            key="people.enter",
            on_finished=lambda: self.accept_button.setEnabled(True),
        )

    def _checked(self, check: PinCheck) -> None:
        if not check.is_right:
            self.error.say(refused(check))
            self.pin.setFocus()
            return
        self._context.signals.people_changed.emit()
        self.accept()
        self._then()

    def _leave(self) -> None:
        self._context.services.people.leave()
        self._context.signals.people_changed.emit()
        self.accept()

    def _set_anew(self) -> None:
        PinDialog.show_for(
            self, self._context, self.person.currentData(), self.person.currentText(), by_token=True
        )


def pin_field(name: str) -> QLineEdit:
    """A field that shows dots. Longer texts fit, so that a scanned number is seen as one."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setMaxLength(64)
    made.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return made


def pin_first(
    context: AppContext,
    owner: QWidget,
    again: Callable[[], None],
    otherwise: Callable[[Exception], None] | None = None,
) -> Callable[[Exception], None]:
    """For `on_error`: what needs a PIN asks for it and is done `again`.

    Every other error, and a question that was closed, goes to `otherwise`; without it the error
    is shown, and closing the question is the end of it.
    """

    def failed(error: Exception) -> None:
        if isinstance(error, PinNeeded):
            asked = AskPin.show_for(owner, context, Gate(error.gate), again)
            if otherwise is not None:
                asked.rejected.connect(lambda: otherwise(error))
        else:
            (otherwise or partial(context.runner.on_unhandled, owner))(error)

    return failed
