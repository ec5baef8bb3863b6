"""One more person at the desk, or another PIN for somebody."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.people import LONGEST_PIN, SHORTEST_PIN, Unfit
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, field, named, push, row
from konnect_desktop.ui.people.pin_words import UNFIT
from konnect_desktop.ui.work.context import AppContext

_TWICE = "The two PINs are not the same. Type both again."
_OTHER = "This is not the Token of this account."


class PinDialog(QDialog):
    """Without `person_id` for a new person. `by_token`: the account's Token stands for the PIN
    that was forgotten."""

    def __init__(
        self,
        parent: QWidget,
        context: AppContext,
        person_id: int | None = None,
        name: str = "",
        *,
        by_token: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("person")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = f"New PIN for {name}" if name else "Add a person"
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setMinimumWidth(380)
        self._context, self._person_id, self._by_token = context, person_id, by_token
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(named(plain_label(title, "title"), "person.heading"))
        self.name = QLineEdit()
        self.name.setObjectName("person.name")
        self.token, self.pin, self.again = (
            _hidden(f"person.{part}") for part in ("token", "pin", "again")
        )
        if person_id is None:
            column.addWidget(field("Name", self.name))
        if by_token:
            hint = "The one from the Konnect extension, with which this account was signed in."
            column.addWidget(field("Token of the account", self.token, hint))
        length = f"{SHORTEST_PIN} to {LONGEST_PIN} figures"
        column.addWidget(field("PIN", self.pin, length))
        column.addWidget(field("PIN once more", self.again))
        self.error = ErrorLine("person.error")
        column.addWidget(self.error)
        close = push("Not now", "person.close")
        close.clicked.connect(self.reject)
        self.accept_button = push("Keep", "person.accept", "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.press)
        column.addLayout(row(close, self.accept_button, stretch=0))

    @classmethod
    def show_for(
        cls,
        owner: QWidget,
        context: AppContext,
        person_id: int | None = None,
        name: str = "",
        *,
        by_token: bool = False,
    ) -> PinDialog:
        """Open it over the owner's window."""
        dialog = cls(owner.window(), context, person_id, name, by_token=by_token)
        dialog.open()
        return dialog

    def press(self) -> None:
        """Keep what was typed, or say what is wrong with it."""
        if self.pin.text() != self.again.text():
            self._say(_TWICE)
            return
        name, pin, token = self.name.text(), self.pin.text(), self.token.text()
        people, person_id, by_token = self._context.services.people, self._person_id, self._by_token

        def work() -> str:
            if by_token and not people.is_token(token):
                return _OTHER
            unfit: Unfit | None = (
                people.add(name, pin) if person_id is None else people.set_pin(person_id, pin)
            )
            return UNFIT[unfit] if unfit is not None else ""

        self._context.runner.do(self, work, self._done, key="people.edit")

    def _done(self, wrong: str) -> None:
        if wrong:
            self._say(wrong)
            return
        self._context.signals.people_changed.emit()
        self.accept()

    def _say(self, text: str) -> None:
        self.error.say(text)
        for each in (self.pin, self.again):
            each.clear()


def _hidden(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
