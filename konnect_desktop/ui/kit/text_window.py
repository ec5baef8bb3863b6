"""A window with a long text to read: plain text only, nothing in it is followed or run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.parts import ErrorLine, named, push
from konnect_desktop.ui.kit.window_place import bounded_resize


def reading_field(name: str, title: str) -> QPlainTextEdit:
    """A field to read and to copy from."""
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setReadOnly(True)
    # The keyboard can mark and copy; Tab leaves the field.
    made.setTabChangesFocus(True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


class TextWindow(QDialog):
    """A heading, a sentence, the text, and Close. The text may come later."""

    def __init__(self, parent: QWidget, name: str, title: str, told: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(760, 600))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(10)
        self.column.addWidget(named(plain_label(title, "title"), f"{name}.title"))
        if told:
            self.column.addWidget(named(plain_label(told, "muted"), f"{name}.told"))
        self.error = ErrorLine(f"{name}.error")
        self.column.addWidget(self.error)
        self.text = reading_field(f"{name}.text", title)
        self.text.setPlaceholderText("One moment…")
        self.column.addWidget(self.text, 1)
        self.state = named(plain_label("", "muted"), f"{name}.state")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self.state, 1)
        self.column.addLayout(self.buttons)
        self.close_button = push("Close", f"{name}.close")
        self.close_button.clicked.connect(self.accept)
        self._add(self.close_button)
        self.close_button.setDefault(True)

    def _add(self, button: QPushButton) -> None:
        self.buttons.addWidget(button)

    def show_text(self, text: str) -> None:
        """Show it from its beginning."""
        self.text.setPlainText(text)

    def show_error(self, error: Exception) -> None:
        """Say why there is no text."""
        what, then, _detail = error_words(error)
        self.text.setPlaceholderText("")
        self.error.say(f"{what} {then}")
