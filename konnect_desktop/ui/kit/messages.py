"""The one way to show a message: what happened, what was not done, what to press.

Everything is plain text: a buyer's name must never be read as HTML. Windows are opened, not
executed, so nothing blocks; a second error joins the window that is open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.errors import KonnectError
from konnect_desktop.ui.kit.plain import PlainLabel, plain_button
from konnect_desktop.ui.kit.say import say

_log = logging.getLogger(__name__)


def words(error: BaseException) -> tuple[str, str, str]:
    """What happened, what to press, and the grey line, for any error."""
    if isinstance(error, KonnectError):
        return say(error.message), say(error.next), error.detail
    return (
        "Something unexpected happened in the app, so this step was not finished.",
        "Press Close and try again. If it happens again, copy the details for support.",
        # Only the kind: the text of a foreign error may carry personal data.
        type(error).__name__,
    )


def plain_label(text: str = "", role: str = "") -> QLabel:
    """A label that never reads HTML and wraps."""
    label = PlainLabel(text)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


class MessageDialog(QDialog):
    """A heading, one or two sentences, folded details and up to two buttons."""

    def __init__(
        self,
        parent: QWidget | None,
        heading: str,
        text: str,
        *,
        detail: str = "",
        action: str = "",
        close: str = "Close",
        is_danger: bool = False,
        name: str = "message",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(heading)
        self.setWindowTitle("Konnect Desktop")
        self.setMinimumWidth(440)
        self._details: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        self.heading = plain_label(heading, "title")
        self.heading.setObjectName(f"{name}.heading")
        self.text = plain_label(text)
        self.text.setObjectName(f"{name}.text")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._folded = QPlainTextEdit()
        self._folded.setReadOnly(True)
        self._folded.setObjectName(f"{name}.details")
        self._folded.setAccessibleName("Details for support")
        self._folded.setFixedHeight(84)
        self._folded.hide()
        for widget in (self.heading, self.text, self._folded):
            layout.addWidget(widget)
        layout.addSpacing(8)
        self.button_row = self._buttons(name, action, close, is_danger)
        layout.addLayout(self.button_row)
        self.add_detail(detail)
        self._first.setFocus()

    def _buttons(self, name: str, action: str, close: str, is_danger: bool) -> QHBoxLayout:
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        self._fold = _button("Details", f"{name}.show_details", kind="flat")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._folded.setVisible)
        self._copy = _button("Copy", f"{name}.copy_details", kind="flat")
        self._copy.setAccessibleName("Copy details")
        self._copy.clicked.connect(self._copy_details)
        row.addWidget(self._fold)
        row.addWidget(self._copy)
        row.addStretch()
        self.close_button = _button(close, f"{name}.close")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        self.action_button: QPushButton | None = None
        if action:
            self.action_button = _button(
                action, f"{name}.accept", kind="danger" if is_danger else "primary"
            )
            self.action_button.clicked.connect(self.accept)
            row.addWidget(self.action_button)
        # A dangerous action is never what Enter does by itself.
        default = self.action_button if self.action_button and not is_danger else None
        self._first = default or self.close_button
        self._first.setDefault(True)
        return row

    def add_choice(self, text: str, on_chosen: Callable[[], None]) -> None:
        """A third button, to the left: puts this window away and does something else."""
        button = _button(text, f"{self.objectName()}.more", kind="flat")
        button.clicked.connect(self.reject)
        button.clicked.connect(on_chosen)
        self._row.insertWidget(0, button)

    def add_detail(self, detail: str) -> None:
        """One more line for support; the buttons for it appear with the first."""
        if detail and detail not in self._details:
            self._details.append(detail)
            self._folded.setPlainText("\n".join(self._details))
        self._fold.setVisible(bool(self._details))
        self._copy.setVisible(bool(self._details))

    def add_message(self, what: str, then: str, detail: str) -> None:
        """A further error while this window is open: said once, never a second window."""
        if what not in self.text.text() and what != self.heading.text():
            self.text.setText(f"{self.text.text()}\n\n{what} {then}".strip())
        self.add_detail(detail)

    def _copy_details(self) -> None:
        lines = [self.heading.text(), self.text.text(), *self._details]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _button(text: str, name: str, kind: str = "") -> QPushButton:
    button = QPushButton(plain_button(text))
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    if kind:
        button.setProperty("kind", kind)
    return button


def window_of(owner: QObject | None) -> QWidget | None:
    """The window to which something belongs."""
    while owner is not None:
        if isinstance(owner, QWidget):
            return owner.window()
        owner = owner.parent()
    return None


def show_error(owner: QObject | None, error: BaseException) -> MessageDialog:
    """Say what went wrong. One window at a time: a second error joins the first."""
    what, then, detail = words(error)
    if not isinstance(error, KonnectError):
        _log.error("unexpected error", exc_info=error)
    parent = window_of(owner)
    if parent is not None:
        for existing in parent.findChildren(MessageDialog):
            if existing.objectName() == "error" and existing.isVisible():
                existing.add_message(what, then, detail)
                return existing
    dialog = MessageDialog(parent, what, then, detail=detail, name="error")
    return open_dialog(dialog)


def info(
    owner: QObject | None,
    heading: str,
    text: str = "",
    *,
    detail: str = "",
    action: str = "",
    on_accept: Callable[[], None] | None = None,
) -> MessageDialog:
    """Say something that needs no choice; `action` offers what can be done about it at once."""
    dialog = MessageDialog(
        window_of(owner), heading, text, detail=detail, action=action, name="info"
    )
    if on_accept is not None:
        dialog.accepted.connect(on_accept)
        # Enter puts it away, as it does without an offer.
        dialog.close_button.setDefault(True)
        dialog.close_button.setFocus()
    return open_dialog(dialog)


def confirm(
    owner: QObject | None,
    heading: str,
    text: str,
    action: str,
    on_accept: Callable[[], None],
    *,
    is_danger: bool = False,
    close: str = "Keep as it is",
    more: tuple[str, Callable[[], None]] | None = None,
) -> MessageDialog:
    """Ask once before what cannot be undone; `action` repeats the verb and the number.

    `more`: something else that may be meant, with its own button and its own question.
    """
    dialog = MessageDialog(
        window_of(owner),
        heading,
        text,
        action=action,
        close=close,
        is_danger=is_danger,
        name="confirm",
    )
    dialog.accepted.connect(on_accept)
    if more is not None:
        dialog.add_choice(*more)
    return open_dialog(dialog)


def open_dialog(dialog: MessageDialog) -> MessageDialog:
    """Show it without waiting; it is gone once it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
